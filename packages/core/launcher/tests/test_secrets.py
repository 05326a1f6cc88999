"""Secrets by reference: what each cloud is asked, what comes of its answers, and that no value is shown."""

import base64
import json
import sys
import unittest

from bundle import BundleTest
from secret_servers import SecretServer

from switchyard_launcher import aws_credentials as aws
from switchyard_launcher.faults import Refusal
from switchyard_launcher.requests import HttpRequest, RequestFailed, fetch
from switchyard_launcher.secret_managers import Surroundings
from switchyard_launcher.secret_references import resolve_secrets

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret-key", "AWS_REGION": "eu-west-1"}
ARN = "arn:aws:secretsmanager:us-east-2:111122223333:secret:token-AbCdEf"
CREDENTIALS = {"AccessKeyId": "ASIA", "SecretAccessKey": "k", "Token": "session", "Expiration": "2099-01-01T00:00:00Z"}
GOOGLE = "projects/p/secrets/hf"
VAULT = "https://mine.vault.azure.net/secrets/hf"


class SecretTest(unittest.TestCase):
    def setUp(self):
        self.server = SecretServer(self)
        self.files = {}

    def resolve(self, environment, **references):
        wanted = {variable: {"from": source, "name": name} for variable, (source, name) in references.items()}
        return resolve_secrets(wanted, Surroundings(environment, self.files.get, self.server.fetch))

    def refused(self, words, environment, **references):
        with self.assertRaises(Refusal) as caught:
            self.resolve(environment, **references)
        for word in words:
            self.assertIn(word, str(caught.exception))
        return str(caught.exception)

    def meant_for(self):
        return [asked.headers["x-meant-for"] for asked in self.server.asked]


class NearbyTest(SecretTest):
    def test_variables_and_files(self):
        self.files = {"/run/a": "line\n", "/run/b": "one\ntwo\n\n"}
        found = self.resolve({"B": "v"}, A=("file", "/run/a"), B=("env", "B"), C=("file", "/run/b"))
        self.assertEqual(found, {"A": "line", "B": "v", "C": "one\ntwo\n"})

    def test_all_that_have_no_value_are_told_at_once(self):
        self.files = {"/empty": "\n"}
        self.refused(
            ["3 secrets have no value", '"A" from env "NO"', '"B" from file "/no"', '"C" from file "/empty"'],
            {},
            A=("env", "NO"),
            B=("file", "/no"),
            C=("file", "/empty"),
        )


class AmazonTest(SecretTest):
    def test_a_name_is_asked_for_in_the_jobs_region_with_a_signature(self):
        self.server.answer("POST /", {"SecretString": "value"})
        self.assertEqual(self.resolve(KEYS, A=("aws-secrets-manager", "team/token")), {"A": "value"})
        (asked,) = self.server.asked
        self.assertEqual(json.loads(asked.body), {"SecretId": "team/token"})
        self.assertEqual(asked.headers["x-amz-target"], "secretsmanager.GetSecretValue")
        self.assertEqual(asked.headers["content-type"], "application/x-amz-json-1.1")
        self.assertRegex(
            asked.headers["authorization"],
            r"^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\d{8}/eu-west-1/secretsmanager/aws4_request, "
            r"SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}$",
        )
        self.assertEqual(self.meant_for(), ["https://secretsmanager.eu-west-1.amazonaws.com"])

    def test_an_arn_names_its_region_and_china_has_a_domain_of_its_own(self):
        self.server.answer("POST /", {"SecretBinary": base64.b64encode(b"binary").decode()})
        self.assertEqual(self.resolve(KEYS, A=("aws-secrets-manager", ARN)), {"A": "binary"})
        self.resolve({**KEYS, "AWS_REGION": "cn-north-1"}, A=("aws-secrets-manager", "x"))
        self.assertEqual(
            self.meant_for(),
            ["https://secretsmanager.us-east-2.amazonaws.com", "https://secretsmanager.cn-north-1.amazonaws.com.cn"],
        )

    def test_the_containers_role_comes_from_its_endpoint(self):
        self.server.answer("POST /", {"SecretString": "value"})
        self.server.answer("GET /v2/credentials/1", CREDENTIALS)
        self.files = {"/token": "from-a-file\n"}
        for environment, host, token in [
            ({"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/1"}, aws.CONTAINER_HOST, None),
            (
                {
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v2/credentials/1",
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token",
                },
                "http://169.254.170.23",
                "from-a-file",
            ),
        ]:
            with self.subTest(environment=environment):
                self.server.asked.clear()
                self.resolve({**environment, "AWS_REGION": "eu-west-1"}, A=("aws-secrets-manager", "x"))
                first, second = self.server.asked
                self.assertEqual(first.headers["x-meant-for"], host)
                self.assertEqual(first.headers.get("authorization"), token)
                self.assertEqual(second.headers["x-amz-security-token"], "session")
                self.assertIn("x-amz-security-token", second.headers["authorization"])

    def test_an_instances_role_is_asked_for_by_a_token(self):
        role = "/latest/meta-data/iam/security-credentials/"
        self.server.answer("PUT /latest/api/token", "imds-token")
        self.server.answer(f"GET {role}", "my-role\n")
        self.server.answer(f"GET {role}my-role", CREDENTIALS)
        self.server.answer("POST /", {"SecretString": "value"})
        blocked = sys.modules.get("boto3")
        sys.modules["boto3"] = None
        self.addCleanup(lambda: sys.modules.pop("boto3") if blocked is None else sys.modules.update(boto3=blocked))
        self.resolve({"AWS_REGION": "eu-west-1"}, A=("aws-secrets-manager", "x"))
        asked = self.server.asked
        self.assertEqual(asked[0].headers["x-aws-ec2-metadata-token-ttl-seconds"], "60")
        self.assertEqual([one.headers["x-aws-ec2-metadata-token"] for one in asked[1:3]], ["imds-token"] * 2)
        self.refused(["credentials"], {"AWS_REGION": "x", "AWS_EC2_METADATA_DISABLED": "true"}, A=("aws-secrets-manager", "x"))

    def test_a_refusal_of_amazons_is_told_and_no_region_is(self):
        self.server.answer("POST /", {"__type": "AccessDeniedException", "Message": "not authorized"}, 400)
        self.refused(["answered 400", "AccessDeniedException"], KEYS, A=("aws-secrets-manager", "x"))
        self.refused(["AWS_REGION"], {**KEYS, "AWS_REGION": ""}, A=("aws-secrets-manager", "x"))


class GoogleTest(SecretTest):
    token = "/computeMetadata/v1/instance/service-accounts/default/token"

    def test_the_service_accounts_token_opens_the_latest_or_a_named_version(self):
        payload = {"payload": {"data": base64.b64encode("wört".encode()).decode()}}
        self.server.answer(f"GET {self.token}", {"access_token": "ya29"})
        for name, path, host in [
            (GOOGLE, f"/v1/{GOOGLE}/versions/latest:access", "https://secretmanager.googleapis.com"),
            (f"{GOOGLE}/versions/7", f"/v1/{GOOGLE}/versions/7:access", "https://secretmanager.googleapis.com"),
            (
                "projects/p/locations/europe-west4/secrets/hf",
                "/v1/projects/p/locations/europe-west4/secrets/hf/versions/latest:access",
                "https://secretmanager.europe-west4.rep.googleapis.com",
            ),
        ]:
            with self.subTest(name=name):
                self.server.asked.clear()
                self.server.answer(f"GET {path}", payload)
                self.assertEqual(self.resolve({}, A=("gcp-secret-manager", name)), {"A": "wört"})
                first, second = self.server.asked
                self.assertEqual(first.headers["metadata-flavor"], "Google")
                self.assertEqual(first.headers["x-meant-for"], "http://metadata.google.internal")
                self.assertEqual(second.headers["authorization"], "Bearer ya29")
                self.assertEqual(second.headers["x-meant-for"], host)

    def test_a_name_of_another_form_asks_nobody(self):
        for name in ["hf", "projects/p", f"{GOOGLE}/versions/7/x", "projects/p/secrets/../x", f"{GOOGLE}?x=1"]:
            with self.subTest(name=name):
                self.refused(["projects/PROJECT/secrets/SECRET"], {}, A=("gcp-secret-manager", name))
        self.assertEqual(self.server.asked, [])


class AzureTest(SecretTest):
    def test_the_identitys_token_opens_the_vault(self):
        self.server.answer("GET /secrets/hf?api-version=7.4", {"value": "value"})
        resource = "resource=https%3A%2F%2Fvault.azure.net"
        app_service = {"IDENTITY_ENDPOINT": "http://127.0.0.1:1/token", "IDENTITY_HEADER": "header"}
        older = {"MSI_ENDPOINT": "http://127.0.0.1:1/msi", "MSI_SECRET": "msi", "DEFAULT_IDENTITY_CLIENT_ID": "id"}
        for environment, path, header in [
            (app_service, f"/token?{resource}&api-version=2019-08-01", ("x-identity-header", "header")),
            (older, f"/msi?{resource}&api-version=2017-09-01&clientid=id", ("secret", "msi")),
            ({}, f"/metadata/identity/oauth2/token?{resource}&api-version=2018-02-01", ("metadata", "true")),
        ]:
            with self.subTest(environment=environment):
                self.server.asked.clear()
                self.server.answer(f"GET {path}", {"access_token": "eyJ"})
                self.assertEqual(self.resolve(environment, A=("azure-key-vault", VAULT)), {"A": "value"})
                first, second = self.server.asked
                self.assertEqual(first.headers[header[0]], header[1])
                self.assertEqual(second.headers["authorization"], "Bearer eyJ")
                self.assertEqual(second.headers["x-meant-for"], "https://mine.vault.azure.net")

    def test_a_token_goes_to_a_vault_and_nowhere_else(self):
        for name in [
            "https://mine.example.com/secrets/hf",
            "https://mine.vault.azure.net.example.com/secrets/hf",
            "https://user@mine.vault.azure.net/secrets/hf",
            "http://mine.vault.azure.net/secrets/hf",
            f"{VAULT}?x=1",
            "https://mine.vault.azure.net/keys/hf",
        ]:
            with self.subTest(name=name):
                self.refused(["https://VAULT.vault.azure.net/secrets/SECRET"], {}, A=("azure-key-vault", name))
        self.assertEqual(self.server.asked, [])


class AnswerTest(SecretTest):
    def test_a_busy_service_is_asked_three_times(self):
        self.server.answer("POST /", "busy", 503)
        self.server.answer("POST /", "slow down", 429)
        self.server.answer("POST /", {"SecretString": "value"})
        self.assertEqual(self.resolve(KEYS, A=("aws-secrets-manager", "x")), {"A": "value"})
        self.assertEqual(len(self.server.asked), 3)

    def test_an_answer_that_is_not_understood_is_not_shown(self):
        self.server.answer("POST /", "hunter2 is no JSON")
        self.assertNotIn("hunter2", self.refused(["not understood"], KEYS, A=("aws-secrets-manager", "x")))

    def test_a_redirect_does_not_carry_the_token_away(self):
        other = SecretServer(self)
        self.server.answer("GET /a", f"{other.url}/b", 302)
        with self.assertRaises(RequestFailed) as caught:
            fetch(HttpRequest("GET", f"{self.server.url}/a", {"Authorization": "Bearer x"}))
        self.assertEqual((caught.exception.status, other.asked), (302, []))

    def test_nobody_listening_is_told_with_the_place_but_no_query(self):
        with self.assertRaises(RequestFailed) as caught:
            fetch(HttpRequest("GET", "http://127.0.0.1:1/a?b=c"), sleep=lambda _seconds: None)
        self.assertIn("http://127.0.0.1:1/a gave no answer", str(caught.exception))


class JobTest(BundleTest):
    def test_a_secret_reaches_the_script_and_nothing_else(self):
        server = SecretServer(self)
        value = 'very "secret" välue'
        server.answer("POST /", {"SecretString": value})
        self.bundle.script("""
            import base64, json, os, sys, urllib.parse
            value = os.environ["HF_TOKEN"]
            open("seen", "w").write(value)
            print(value, json.dumps(value), urllib.parse.quote(value), base64.b64encode(value.encode()).decode())
            raise ValueError("with " + value)
        """)
        secrets = {"HF_TOKEN": {"from": "aws-secrets-manager", "name": "team/token"}}
        ended = self.bundle.run({**KEYS, "AWS_ENDPOINT_URL": server.url}, secrets=secrets, argv=["--x"])
        self.assertEqual(ended.exit_code, 1, ended.text)
        self.assertEqual((self.bundle.folder / "seen").read_text(), value)
        self.assertIn("switchyard: secret HF_TOKEN from aws-secrets-manager", ended.lines)
        self.assertEqual(ended.end["error"], "ValueError: with ***")
        for text in (ended.text, self.failure_file(), (self.bundle.folder / "switchyard-launch.json").read_text()):
            for piece in ("secret\\\" v", "secret\" v", "very%20", base64.b64encode(value.encode()).decode()[4:-6]):
                self.assertNotIn(piece, text)

    def test_a_secret_without_a_value_starts_nothing(self):
        server = SecretServer(self)
        self.bundle.script("print('never')")
        secrets = {
            "A": {"from": "aws-secrets-manager", "name": "x"},
            "B": {"from": "gcp-secret-manager", "name": "y"},
            "C": {"from": "file", "name": "/run/secrets/c"},
        }
        ended = self.bundle.run({**KEYS, "AWS_ENDPOINT_URL": server.url}, secrets=secrets)
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (2, "refused"), ended.text)
        for name in "ABC":
            self.assertIn(f'"{name}" from', ended.end["error"])
        self.assertNotIn("never", ended.lines)


if __name__ == "__main__":
    unittest.main()
