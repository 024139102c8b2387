"""The files of packaging/ that others run: nginx's and Caddy's examples for real, CloudFront's function by node, its template as far as it
can be checked without AWS."""
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

import pictures
import yaml
from pictor import ROOT, Answer, Pictor, relative

PACKAGING = ROOT / "packaging"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Proxy:
    """A process that listens on `port`; its output goes to a file of its folder."""

    def __init__(self, folder, command, port, tls):
        self.port, self.tls = port, tls
        self.log = open(folder / "output", "wb")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=subprocess.STDOUT, cwd=folder)
        end = time.monotonic() + 15
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise AssertionError((folder / "output").read_text())

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()

    def request(self, method, path, body=None, **headers):
        context = ssl._create_unverified_context()
        connection = (http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=context) if self.tls
                      else http.client.HTTPConnection("127.0.0.1", self.port, timeout=30))
        connection.request(method, path, body=body, headers=headers)
        reply = connection.getresponse()
        answer = Answer(reply.status, reply.headers, reply.read())
        connection.close()
        return answer

    def get(self, path, **headers):
        return self.request("GET", path, **headers)


class Proxied(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pictor-edge-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.pictor = self.enterContext(Pictor(PICTOR_CDN_TAG_HEADER="xkey"))
        self.authority = f"127.0.0.1:{self.pictor.port}"

    def image(self, visibility="public", seed=1):
        return self.pictor.upload(pictures.jpeg(400, 300, seed=seed), fields=[("visibility", visibility)]).json

    def url(self, image):
        return f"/t/demo/{image['id']}/{image['version']}/preset:small@1"

    def run_proxy(self, command, port, tls):
        proxy = Proxy(self.folder, command, port, tls)
        self.addCleanup(proxy.close)
        return proxy


@unittest.skipUnless(shutil.which("nginx", path="/usr/sbin:/usr/bin"), "nginx is not installed")
class Nginx(Proxied):
    def nginx(self):
        port = free_port()
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
                        "/CN=images.example.com", "-keyout", "key.pem", "-out", "certificate.pem"], cwd=self.folder, check=True, capture_output=True)
        text = (PACKAGING / "nginx/pictor.conf").read_text()
        for mine, here in (("server 127.0.0.1:8080;", f"server {self.authority};"), ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
                           ("/etc/ssl/images.example.com.pem", f"{self.folder}/certificate.pem"),
                           ("/etc/ssl/images.example.com.key", f"{self.folder}/key.pem"), ("/var/cache/nginx/pictor", f"{self.folder}/cache")):
            self.assertIn(mine, text)
            text = text.replace(mine, here)
        paths = "".join(f"{kind}_temp_path {self.folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (self.folder / "pictor.conf").write_text(text)
        # As root its workers would be of another user, who may not look into our folder.
        (self.folder / "nginx.conf").write_text(
            f"{'user root;' if os.getuid() == 0 else ''} daemon off; pid {self.folder}/pid; worker_processes 1; error_log stderr; events {{}}\n"
            f"http {{ access_log off; {paths} include {self.folder}/pictor.conf; }}\n")
        command = ["/usr/sbin/nginx", "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]
        checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertNotIn("[warn]", checked.stderr)
        return self.run_proxy(command, port, tls=True)

    def test_pictures_are_kept_in_three_formats_and_what_is_private_is_not(self):
        nginx, url = self.nginx(), self.url(self.image())
        self.assertEqual([nginx.get(url).headers["X-Cache"] for _ in range(2)], ["MISS", "HIT"])
        found = []
        for accept, kind in (("image/avif,image/webp", "avif"), ("image/webp", "webp"), ("text/html,image/webp,*/*", "webp"), ("image/png", "jpeg")):
            answer = nginx.get(url, Accept=accept)
            self.assertEqual(answer.headers["Content-Type"], "image/" + kind, accept)
            self.assertNotIn("xkey", answer.headers)
            found.append(answer.headers["X-Cache"])
        # An AVIF made in a hurry is replaced within a minute, so it is not kept.
        self.assertEqual(found, ["MISS", "MISS", "HIT", "HIT"])
        private = self.image("private", 2)
        self.assertEqual(nginx.get(self.url(private)).status, 404)
        signed = relative(self.pictor.request("POST", f"/images/{private['id']}/urls", {"preset": "small"}).json["url"])
        self.assertEqual([nginx.get(signed).headers["X-Cache"] for _ in range(2)], ["MISS", "HIT"])
        self.assertEqual(nginx.get(self.url(private)).status, 404)
        self.assertEqual(nginx.get(signed[:-1] + ("A" if signed[-1] != "A" else "E")).status, 403)

    def test_what_soon_expires_is_not_kept_beyond_it(self):
        nginx, image = self.nginx(), self.image("private")
        for seconds, kept in ((60, "MISS"), (599, "MISS"), (3600, "HIT")):
            made = self.pictor.request("POST", f"/images/{image['id']}/urls", {"preset": "small", "expires_in": seconds})
            url = relative(made.json["url"])
            self.assertEqual([nginx.get(url).headers["X-Cache"] for _ in range(2)], ["MISS", kept], seconds)

    def test_the_api_goes_through_and_is_not_kept(self):
        nginx, image = self.nginx(), self.image("private")["id"]
        bearer = {"Authorization": "Bearer " + self.pictor.token()}
        self.assertEqual(nginx.get(f"/images/{image}", **bearer).json["id"], image)
        self.assertEqual(nginx.get(f"/images/{image}").status, 401)
        self.assertEqual(nginx.request("POST", "/t/demo/x/y/optimized", body=b"").status, 403)


@unittest.skipUnless(shutil.which("caddy"), "caddy is not installed")
class Caddy(Proxied):
    def test_the_example_is_valid_and_serves(self):
        example = PACKAGING / "caddy/Caddyfile"
        environment = {"HOME": str(self.folder), "PATH": "/usr/bin:/bin"}
        checked = subprocess.run(["caddy", "validate", "--config", example, "--adapter", "caddyfile"], capture_output=True, text=True, env=environment)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        port = free_port()
        text = example.read_text().replace("images.example.com {", f"http://127.0.0.1:{port} {{").replace("127.0.0.1:8080", self.authority)
        (self.folder / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + text)
        caddy = self.run_proxy(["caddy", "run", "--config", str(self.folder / "Caddyfile"), "--adapter", "caddyfile"], port, tls=False)
        image = self.image()
        answer = caddy.get(self.url(image), Accept="image/webp")
        self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, "image/webp"))
        self.assertNotIn("xkey", answer.headers)
        self.assertEqual(caddy.request("PUT", self.url(image), body=b"x").status, 405)
        self.assertEqual(caddy.get(f"/images/{image['id']}").status, 401)


class CloudFormation(unittest.TestCase):
    function = PACKAGING / "cloudfront/normalise-request.js"

    @classmethod
    def setUpClass(cls):
        class Loader(yaml.SafeLoader):
            pass

        def read(loader, tag, node):
            value = (loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode)
                     else loader.construct_sequence(node, deep=True))
            return {tag: value}
        Loader.add_multi_constructor("!", read)
        cls.template = yaml.load((PACKAGING / "cloudfront/distribution.yaml").read_text(), Loader)
        cls.resources = cls.template["Resources"]

    def walk(self, node):
        yield node
        for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            yield from self.walk(child)

    def test_every_name_is_of_something_that_is_there(self):
        names = set(self.resources) | set(self.template["Parameters"])
        found = set()
        for node in self.walk(self.template):
            if isinstance(node, dict):
                found |= {node["Ref"]} if "Ref" in node else set()
                found |= {node["GetAtt"].split(".")[0]} if "GetAtt" in node else set()
                found |= {name.split(".")[0] for name in re.findall(r"\$\{([^}]+)\}", node["Sub"])} if "Sub" in node else set()
                if "If" in node:
                    self.assertIn(node["If"][0], self.template["Conditions"])
        self.assertEqual({name for name in found if not name.startswith("AWS::")} - names, set())
        self.assertEqual({r.get("Condition") for r in self.resources.values()} - set(self.template["Conditions"]), {None})

    def test_the_cache_key_has_nothing_that_shatters_it(self):
        keyed = self.resources["PictureCachePolicy"]["Properties"]["CachePolicyConfig"]["ParametersInCacheKeyAndForwardedToOrigin"]
        self.assertEqual(keyed["HeadersConfig"]["Headers"], ["Accept", "Sec-CH-DPR", "Sec-CH-Width", "Save-Data"])
        self.assertEqual(keyed["CookiesConfig"]["CookieBehavior"], "none")
        distribution = self.resources["Distribution"]["Properties"]["DistributionConfig"]
        pictures_behavior = distribution["CacheBehaviors"][0]
        self.assertEqual(pictures_behavior["FunctionAssociations"][0]["FunctionARN"], {"GetAtt": "NormaliseRequest.FunctionARN"})
        self.assertEqual(distribution["DefaultCacheBehavior"]["CachePolicyId"], "4135ea2d-6df8-44a3-9df3-4b5a84be39ad")

    def test_tags_are_read_and_removed_by_one_name(self):
        header = {"Ref": "CacheTagHeader"}
        self.assertEqual(self.resources["Distribution"]["Properties"]["DistributionConfig"]["CacheTagConfig"], {"HeaderName": header})
        policy = self.resources["PictureHeadersPolicy"]["Properties"]["ResponseHeadersPolicyConfig"]
        self.assertEqual(policy["RemoveHeadersConfig"]["Items"], [{"Header": header}])
        table = (ROOT / "src/config/settings.h").read_text()
        self.assertIn(f'cdn_tag_header = "{self.template["Parameters"]["CacheTagHeader"]["Default"]}"', table)

    def test_the_bucket_is_open_to_this_distribution_alone(self):
        access = self.resources["BucketAccess"]["Properties"]["OriginAccessControlConfig"]
        self.assertEqual((access["SigningBehavior"], access["SigningProtocol"]), ("always", "sigv4"))
        statement, = self.resources["BucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
        self.assertIn("${Distribution}", statement["Condition"]["StringEquals"]["AWS:SourceArn"]["Sub"])

    def test_the_function_in_the_template_is_the_tested_one(self):
        code = self.resources["NormaliseRequest"]["Properties"]["FunctionCode"]
        self.assertEqual(code.strip(), self.function.read_text().strip())
        self.assertLess(len(code), 10240)  # CloudFront's limit

    @unittest.skipUnless(shutil.which("node"), "node is not installed")
    def test_the_function_makes_three_tokens_of_accept(self):
        avif, webp, other = "image/avif,image/webp,*/*", "image/webp,*/*", "*/*"
        cases = {"image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8": avif, "image/webp,*/*": webp, "IMAGE/WEBP": webp,
                 "image/avif;q=0.9": avif, "image/avif;q=0, image/webp": webp, "image/avif;q=0.000,image/webp;q=0": other, "*/*": other,
                 "text/html": other, "": other, None: other, "image/avifx": other, "ximage/webp": other, "image/jpeg , image/webp ;q=0.1": webp}
        script = self.function.read_text() + """
const cases = JSON.parse(process.argv[1]);
console.log(JSON.stringify(cases.map((accept) => {
  const headers = accept === null ? {} : { accept: { value: accept } };
  const request = handler({ request: { uri: '/t/a', querystring: { w: { value: '1' } }, headers } });
  return [request.headers.accept.value, request.uri, request.querystring.w.value];
})));"""
        done = subprocess.run(["node", "-e", script, json.dumps(list(cases))], capture_output=True, text=True, check=True)
        self.assertEqual(json.loads(done.stdout), [[token, "/t/a", "1"] for token in cases.values()])

    @unittest.skipUnless(shutil.which("node"), "node is not installed")
    def test_the_function_keeps_the_hints_that_the_url_names_in_pictors_steps(self):
        every = "/t/acme/img/v/w=400&hints=dpr,width,save-data/k1.never.mac"
        said = {"sec-ch-dpr": "1.75", "sec-ch-width": " 700", "save-data": "ON"}
        cases = [(every, said, {"sec-ch-dpr": "2", "sec-ch-width": "960", "save-data": "on"}),
                 (every, {"sec-ch-dpr": "0.5", "sec-ch-width": "99999", "save-data": "off"}, {"sec-ch-dpr": "1", "sec-ch-width": "2560"}),
                 (every, {"sec-ch-dpr": "1e3", "sec-ch-width": "-1", "save-data": "on, on"}, {}),
                 (every, {"sec-ch-dpr": "2, 3", "sec-ch-width": "0"}, {}), (every, {}, {}),
                 ("/t/acme/img/v/preset:card@1&hints=width", said, {"sec-ch-width": "960"}),
                 ("/t/acme/img/v/w=400&format=webp/k1.never.mac", said, {})]
        script = self.function.read_text() + """
console.log(JSON.stringify(JSON.parse(process.argv[1]).map(([uri, said]) => {
  const headers = Object.fromEntries(Object.entries(said).map(([name, value]) => [name, { value }]));
  const kept = handler({ request: { uri, querystring: {}, headers } }).headers;
  delete kept.accept;
  return Object.fromEntries(Object.entries(kept).map(([name, field]) => [name, field.value]));
})));"""
        done = subprocess.run(["node", "-e", script, json.dumps(cases)], capture_output=True, text=True, check=True)
        self.assertEqual(json.loads(done.stdout), [kept for _, _, kept in cases])


if __name__ == "__main__":
    unittest.main()
