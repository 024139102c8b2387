"""Delivery URLs signed as the guide tells other backends to."""
import re
import subprocess

from pictor import ROOT

GUIDE = (ROOT / "docs/guide/delivery-urls.md").read_text()


def recipe(language):
    return re.search(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)[1]


def signed_by_python(**values):
    names = {}
    exec(recipe("python"), names)  # pylint: disable=exec-used
    return names["signed"](**values)


def signed_by_openssl(**values):
    done = subprocess.run(["bash", "-c", recipe("sh")], env={"PATH": "/usr/bin:/bin", **values}, capture_output=True, text=True,
                          check=True)
    return done.stdout.strip()
