"""The command line: exit codes, what is printed, and what two processes may not do at once."""
import concurrent.futures
import stat
import subprocess
import unittest

import pictures
from pictor import BINARY, Pictor


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.pictor = Pictor()
        self.addCleanup(self.pictor.__exit__)

    def fails(self, code, *arguments, **environment):
        """Standard error of a command that must end with `code` and one sentence."""
        self.pictor.environment |= environment
        done = self.pictor.cli(*arguments, check=False)
        self.assertEqual(done.returncode, code, done)
        self.assertEqual(done.stdout, "")
        self.assertRegex(done.stderr, r"\Apictor: [^\n]+\n\Z")
        return done.stderr

    def test_a_wrong_command_line_or_setting_is_2(self):
        self.fails(2)
        self.fails(2, "fly")
        self.fails(2, "gc", "--loudly")
        self.assertIn("--workers must be", self.fails(2, "serve", "--workers", "-1"))
        self.assertIn("tenant", self.fails(2, "tenant", "create", "No Such"))
        self.assertIn("PICTOR_MAX_PIXEL ", self.fails(2, "gc", PICTOR_MAX_PIXEL="1"))

    def test_a_setting_of_an_unknown_name_in_a_file_is_named_with_the_file(self):
        file = self.pictor.folder / "pictor.toml"
        file.write_text("max_pixel = 1\n")
        message = self.fails(2, "gc", "--config", str(file))
        self.assertIn("max_pixel", message)
        self.assertIn(str(file), message)

    def test_each_subcommand_explains_itself(self):
        for arguments in (["serve"], ["migrate"], ["tenant", "create"], ["tenant", "list"], ["tenant", "remove"], ["usage", "import"], ["token"], ["gc"], ["doctor"]):
            text = self.pictor.cli(*arguments, "--help").stdout
            self.assertIn("Example:", text, arguments)
            self.assertIn("--config", text, arguments)

    def test_version_and_migrate_print_one_line(self):
        self.assertRegex(self.pictor.cli("version").stdout, r"\Apictor \d+\.\d+\.\d+\n\Z")
        self.assertRegex(self.pictor.cli("migrate").stdout, r"version [1-9]\d*\n\Z")

    def test_tenants_are_created_once_and_listed(self):
        self.pictor.cli("tenant", "create", "b")
        self.pictor.cli("tenant", "create", "a")
        self.fails(1, "tenant", "create", "a")
        self.assertEqual(self.pictor.cli("tenant", "list").stdout.split(), ["a", "b"])

    def test_a_tenant_is_removed_with_all_it_has_once_its_name_is_said_twice(self):
        self.pictor.cli("tenant", "create", "acme")
        self.pictor.cli("tenant", "create", "other")
        self.pictor.start()
        for seed in range(3):
            self.assertEqual(self.pictor.upload(pictures.jpeg(60, 40, seed=seed), token=self.pictor.token(tenant="acme")).status, 201)
        kept = self.pictor.upload(pictures.jpeg(60, 40), token=self.pictor.token(tenant="other")).json
        self.assertIn("--confirm acme", self.fails(2, "tenant", "remove", "acme"))
        self.fails(2, "tenant", "remove", "acme", "--confirm", "other")
        self.assertIn("3 images", self.pictor.cli("tenant", "remove", "acme", "--confirm", "acme").stdout)
        self.fails(1, "tenant", "remove", "acme", "--confirm", "acme")
        self.assertEqual(self.pictor.cli("tenant", "list").stdout.split(), ["other"])
        self.assertEqual(self.pictor.get("/images", token=self.pictor.token(tenant="acme")).status, 401)
        self.assertEqual(self.pictor.get(f"/images/{kept['id']}", token=self.pictor.token(tenant="other")).status, 200)
        self.assertFalse([name for name in self.pictor.files() if "acme" in name])
        self.assertIn("nothing left over", self.pictor.cli("gc", "--grace", "0").stdout)

    def test_a_token_is_printed_for_a_known_tenant_only(self):
        arguments = ("token", "--tenant", "acme", "--subject", "alice", "--role", "editor")
        self.assertIn("tenant create acme", self.fails(1, *arguments))
        self.pictor.cli("tenant", "create", "acme")
        self.assertRegex(self.pictor.cli(*arguments).stdout, r"\A[\w-]+\.[\w-]+\.[\w-]+\n\Z")
        self.fails(2, *arguments[:-1], "king")
        self.fails(2, *arguments, "--ttl", "soon")

    def test_processes_that_start_together_make_one_secret(self):
        self.pictor.cli("tenant", "create", "demo")
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            tokens = list(pool.map(lambda n: self.pictor.cli("token", "--tenant", "demo", "--subject", str(n), "--role",
                                                             "viewer").stdout.strip(), range(8)))
        self.assertEqual(stat.S_IMODE((self.pictor.data / "jwt_secret").stat().st_mode), 0o600)
        self.assertEqual([p.name for p in self.pictor.data.glob("jwt_secret*")], ["jwt_secret"])
        self.pictor.start()
        for token in tokens:
            self.assertEqual(self.pictor.get("/images", token=token).status, 200)

    def test_a_secret_that_others_can_read_is_refused(self):
        self.pictor.cli("tenant", "create", "demo")
        self.pictor.token()
        (self.pictor.data / "jwt_secret").chmod(0o644)
        self.assertIn("chmod 600", self.fails(2, "token", "--tenant", "demo", "--subject", "x", "--role", "viewer"))

    def test_a_second_server_on_the_same_data_is_refused_and_a_killed_one_is_no_obstacle(self):
        self.pictor.start()
        self.assertIn("serve.lock", self.fails(1, "serve"))
        self.pictor.kill()
        self.pictor.start()
        self.assertEqual(self.pictor.stop(), 0)

    def test_gc_of_fresh_data_finds_nothing(self):
        self.assertEqual(self.pictor.cli("gc", "--grace", "0").stdout, "nothing left over\n")
        self.assertEqual(self.pictor.cli("gc", "--dry-run").stdout, "nothing left over\n")

    def test_doctor_shows_no_secret_and_checks_everything(self):
        secret = "0123456789abcdef-0123456789abcdef"
        self.pictor.environment["PICTOR_JWT_SECRET"] = secret
        text = self.pictor.cli("doctor").stdout
        self.assertNotIn(secret, text)
        self.assertIn("jwt_secret = (hidden)", text)
        self.assertNotIn("FAIL", text)
        for check in ("data folder", "token secret", "database", "blobs", "file types", "codec processes: seccomp"):
            self.assertIn(f"ok    {check}", text)

    def test_doctor_fails_where_the_data_folder_cannot_be_made(self):
        (self.pictor.folder / "file").write_text("in the way")
        self.pictor.environment["PICTOR_DATA"] = str(self.pictor.folder / "file" / "data")
        done = self.pictor.cli("doctor", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("FAIL  data folder", done.stdout)

    def test_the_demo_prints_a_token_that_works_and_the_second_start_too(self):
        for _ in range(2):
            serve = subprocess.Popen([BINARY, "serve", "--demo"], env=self.pictor.environment, stdout=subprocess.PIPE,
                                     stderr=subprocess.DEVNULL, text=True)
            try:
                lines = [serve.stdout.readline() for _ in range(4)]
                self.pictor.port = int(lines[0].rsplit(":", 1)[1])
                token = lines[2].split()[-1]
                self.assertEqual(lines[1], "tenant: demo\n")
                self.assertTrue(lines[3].startswith("try: curl "))
                self.assertEqual(self.pictor.get("/images", token=token).status, 200)
            finally:
                serve.terminate()
                status = serve.wait(60)
                serve.stdout.close()
            self.assertEqual(status, 0)


if __name__ == "__main__":
    unittest.main()
