import random
import base64
import json
import unittest
import urllib.parse

import bundle  # noqa: F401

from switchyard_launcher.lines import LONGEST_PIECE, LineSplitter
from switchyard_launcher.masking import Masker, find_secret_values

SECRET = "hf_0123456789abcdef"


def split(*chunks, secrets=()):
    splitter = LineSplitter(Masker(set(secrets)))
    return [line for chunk in chunks for line in splitter.feed(chunk)] + splitter.finish()


class LinesTest(unittest.TestCase):
    def test_splitting(self):
        for chunks, wanted in [
            ([b"a\nb\n"], ["a", "b"]),
            ([b"a", b"b\nc"], ["ab", "c"]),
            ([b"\n\n"], ["", ""]),
            ([b""], []),
            ([b"a\r\nb\r\n"], ["a", "b"]),
            ([b"10%\r50%\r100%\n"], ["100%"]),
            ([b"10%", b"\r50%", b"\r", b"100%", b"\r", b"\n"], ["100%"]),
            ([b"10%\r50%\r"], ["50%"]),
            ([b"\r\r"], []),
            (["ä".encode()[:1], "ä".encode()[1:] + b"\n"], ["ä"]),
            ([b"\xff\xfe!\n"], ["\ufffd\ufffd!"]),
            ([b"\xc3"], ["\ufffd"]),
            ([b"a\x00b\n"], ["a\x00b"]),
        ]:
            with self.subTest(chunks=chunks):
                self.assertEqual(split(*chunks), wanted)

    def test_a_child_cannot_speak_as_the_launcher(self):
        for text in [b"::switchyard:: {}\n", b"x\r::switchyard:: {}\n", b"y" * LONGEST_PIECE + b"::switchyard:: {}\n"]:
            with self.subTest(text=text[:20]):
                self.assertEqual(split(text)[-1], " ::switchyard:: {}")
        self.assertEqual(split("a\u2028::switchyard:: {}\n".encode()), ["a\u2028 ::switchyard:: {}"])
        self.assertEqual(split(b"say ::switchyard:: {}\n"), ["say ::switchyard:: {}"])

    def test_long_lines_are_cut_and_lose_nothing(self):
        for length in [LONGEST_PIECE - 1, LONGEST_PIECE, LONGEST_PIECE + 1, 3 * LONGEST_PIECE, 50_000]:
            with self.subTest(length=length):
                text = "".join(random.Random(length).choices("abc", k=length))
                pieces = split(text.encode() + b"\n")
                self.assertEqual("".join(pieces), text)
                self.assertLessEqual(max(map(len, pieces)), LONGEST_PIECE)

    def test_an_endless_progress_bar_takes_no_memory(self):
        splitter = LineSplitter(Masker(set()))
        for step in range(10_000):
            self.assertEqual(splitter.feed(b"\r %d/10000" % step), [])
        self.assertEqual(splitter.finish(), [" 9999/10000"])

    def test_a_secret_is_masked_wherever_a_cut_falls(self):
        for start in range(LONGEST_PIECE - 25, LONGEST_PIECE + 5):
            text = "x" * start + SECRET + "y" * 9_000
            for size in [1_000, 7_999, 100_000]:
                chunks = [text[at : at + size].encode() for at in range(0, len(text), size)]
                joined = "".join(split(*chunks, b"\n", secrets=[SECRET]))
                self.assertEqual(joined, "x" * start + "***" + "y" * 9_000, (start, size))

    def test_a_secret_longer_than_a_piece_is_masked(self):
        secret = "s" * (2 * LONGEST_PIECE) + "end"
        text = f"before {secret} after".encode()
        chunks = [text[at : at + 100] for at in range(0, len(text), 100)]
        self.assertEqual(split(*chunks, secrets=[secret]), ["before *** after"])

    def test_random_streams_never_show_a_secret(self):
        generator = random.Random(7)
        for _ in range(60):
            parts = [generator.choice([SECRET, "x" * generator.randint(0, 9_000), "\n", "\r", "ü"]) for _ in range(12)]
            data = "".join(parts).encode()
            size = generator.randint(1, 5_000)
            lines = split(*[data[at : at + size] for at in range(0, len(data), size)], secrets=[SECRET])
            self.assertNotIn(SECRET, "".join(lines))
            self.assertLessEqual(max(map(len, lines), default=0), LONGEST_PIECE)


class MaskingTest(unittest.TestCase):
    def test_the_longer_of_two_secrets_goes_first(self):
        self.assertEqual(Masker({"password", "password-2"}).mask("password-2 password"), "*** ***")

    def test_values_are_text_and_no_patterns(self):
        self.assertEqual(Masker({"a.c(*"}).mask("abc a.c(*"), "abc ***")

    def test_which_values_are_secret(self):
        for environment, secrets, wanted in [
            ({"HF_TOKEN": "hf_12345678"}, [], {"hf_12345678"}),
            ({"HF_TOKEN": "short"}, [], set()),
            ({}, ["short"], {"short"}),
            ({}, [""], set()),
            ({}, ["  "], set()),
            ({}, ["value\n"], {"value\n", "value"}),
            ({"AWS_SECRET_ACCESS_KEY": "0123456789"}, [], {"0123456789"}),
            ({"wandb_api_key": "0123456789"}, [], {"0123456789"}),
            ({"TOKENIZERS_PARALLELISM": "truetrue"}, [], set()),
            ({"AWS_WEB_IDENTITY_TOKEN_FILE": "/var/run/token"}, [], set()),
            ({"KEYBOARD": "0123456789", "HOME": "/home/someone"}, [], set()),
        ]:
            with self.subTest(environment=environment, secrets=secrets):
                self.assertEqual(find_secret_values(environment, secrets), wanted)

    def test_a_secret_is_masked_in_its_usual_encodings(self):
        secret = 'pass/word+with "quotes" & ünïcode'
        mask = Masker({secret}).mask
        for text in (
            urllib.parse.quote(secret),
            urllib.parse.quote(secret, safe=""),
            urllib.parse.quote_plus(secret),
            json.dumps({"key": secret}),
            json.dumps({"key": secret}, ensure_ascii=False),
        ):
            with self.subTest(text=text):
                masked = mask(text)
                self.assertIn("***", masked)
                self.assertNotIn("word", masked)
        for before in ("", "u", "us", "use", "user:"):
            for encode in (base64.b64encode, base64.urlsafe_b64encode):
                text = encode(f"{before}{secret}:after".encode()).decode()
                with self.subTest(before=before, encode=encode):
                    rest = mask(text).split("***")
                    self.assertEqual(len(rest), 2, mask(text))
                    # Nothing but what stood before and behind, and at most a byte of each neighbour.
                    self.assertLessEqual(len(rest[0]), len(before) * 8 // 6 + 2)

    def test_words_that_only_look_encoded_stay(self):
        self.assertEqual(Masker({"short"}).mask("c2hvcnQ= short"), "c2hvcnQ= ***")

    def test_a_secret_of_several_lines_is_masked_line_by_line(self):
        key = "-----BEGIN KEY-----\nMIIabcdefghijkl\n}\n"
        self.assertEqual(split(key.encode(), secrets=find_secret_values({}, [key])), ["***", "***", "}"])


if __name__ == "__main__":
    unittest.main()
