"""Notes, checkpoints, keys and proofs as C2SP has them, and what hostile ones get."""

from __future__ import annotations

import base64
import contextlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from parley.ledger.rules import merkle, note
from parley.ledger.rules.note import NoteError

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = note.VerifierKey("parley.example/ledger/x/0", PRIVATE.public_key().public_bytes_raw())
ROOT = merkle.leaf_hash(b"")
TEXT = note.Checkpoint(KEY.name, 7, ROOT).text
SIGNED = note.sign(TEXT, KEY, PRIVATE.sign)

# The example of C2SP signed-note names the key that signed it; its id is the one that its name and key hash to.
PETERNEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


def test_a_key_that_others_published_has_the_id_that_they_gave_it():
    key = note.parse_verifier_key(PETERNEUMANN)
    assert key.name == "PeterNeumann"
    assert key.text == PETERNEUMANN


def test_a_checkpoint_is_three_lines_and_reads_back():
    assert f"parley.example/ledger/x/0\n7\n{base64.b64encode(ROOT).decode()}\n" == TEXT
    assert note.parse_checkpoint(TEXT) == note.Checkpoint(KEY.name, 7, ROOT)


def test_a_signed_checkpoint_names_its_signer():
    assert note.verify_note(note.parse_note(SIGNED.encode()), [KEY]) == KEY
    assert SIGNED.startswith(f"{TEXT}\n— {KEY.name} ")


def test_signing_the_same_text_twice_gives_the_same_octets():
    assert note.sign(TEXT, KEY, PRIVATE.sign) == SIGNED


@given(st.integers(0, len(SIGNED.encode()) - 1), st.integers(1, 255))
def test_a_note_with_one_changed_octet_is_refused(place, change):
    raw = bytearray(SIGNED.encode())
    raw[place] ^= change
    with pytest.raises(NoteError):
        note.verify_note(note.parse_note(bytes(raw)), [KEY])


def test_a_signature_by_an_unknown_key_is_ignored_beside_a_known_one():
    stranger = note.VerifierKey(KEY.name, Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    line = f"— {stranger.name} {base64.b64encode(stranger.id + bytes(64)).decode()}\n"
    assert note.verify_note(note.parse_note((SIGNED + line).encode()), [KEY]) == KEY
    with pytest.raises(NoteError, match="no known key"):
        note.verify_note(note.parse_note(f"{TEXT}\n{line}".encode()), [KEY])


def test_a_false_signature_by_a_known_key_refuses_the_whole_note():
    line = f"— {KEY.name} {base64.b64encode(KEY.id + bytes(64)).decode()}\n"
    with pytest.raises(NoteError, match="does not verify"):
        note.verify_note(note.parse_note((SIGNED + line).encode()), [KEY])


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"\n\n",
        b"text\n",
        b"text\n\n",
        b"text\n\nno dash\n",
        "text\n\n— name\n".encode(),
        "text\n\n— name AAAA\n".encode(),
        "text\n\n— na+me AAAAAAAA\n".encode(),
        "text\n\n— name AAAAAAAA".encode(),
        "te\txt\n\n— name AAAAAAAA\n".encode(),
        "text\r\n\n— name AAAAAAAA\n".encode(),
        "text\n\n— name AAAAAAB=\n".encode(),
        "text\n\n— name AAAA AAAA\n".encode(),
        b"\xff\xfe\n\n",
        b"x" * (note.NOTE_BYTES_MAX + 1),
        ("text\n\n" + "— name AAAAAAAA\n" * (note.SIGNATURES_MAX + 1)).encode(),
    ],
    ids=lambda raw: ascii(raw[:20]),
)
def test_a_malformed_note_is_refused_with_a_sentence(hostile):
    with pytest.raises(NoteError) as refused:
        note.parse_note(hostile)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        "\n1\nAAAA\n",
        f"o\n01\n{base64.b64encode(ROOT).decode()}\n",
        f"o\n-1\n{base64.b64encode(ROOT).decode()}\n",
        f"o\n٣\n{base64.b64encode(ROOT).decode()}\n",
        f"o\n{2**63}\n{base64.b64encode(ROOT).decode()}\n",
        f"o\n1\n{base64.b64encode(ROOT[:31]).decode()}\n",
        f"o\n1\n{base64.b64encode(ROOT).decode()}",
        f"o\n1\n{base64.b64encode(ROOT).decode()}\nextension\n",
        f"o\n1\n {base64.b64encode(ROOT).decode()}\n",
    ],
)
def test_a_malformed_checkpoint_is_refused(hostile):
    with pytest.raises(NoteError):
        note.parse_checkpoint(hostile)


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        "name",
        "name+c74f20a3",
        PETERNEUMANN.replace("Peter", "Petra"),
        PETERNEUMANN.replace("c74f20a3", "c74f20a4"),
        PETERNEUMANN.replace("+ARpc", "+AhpC"),
        PETERNEUMANN.replace("Neumann", " Neumann"),
        PETERNEUMANN + "\n",
    ],
)
def test_a_changed_verifier_key_is_refused(hostile):
    with pytest.raises(NoteError):
        note.parse_verifier_key(hostile)


def test_a_proof_reads_back_and_has_the_lines_of_tlog_proof():
    proof = note.Proof(b"opening", 3, (ROOT, ROOT), SIGNED)
    assert note.parse_proof(proof.text.encode()) == proof
    assert proof.text.split("\n")[:3] == ["c2sp.org/tlog-proof@v1", "extra b3BlbmluZw==", "index 3"]
    bare = note.Proof(b"", 0, (), SIGNED)
    assert note.parse_proof(bare.text.encode()) == bare


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"c2sp.org/tlog-proof@v2\nindex 0\n\n" + SIGNED.encode(),
        b"c2sp.org/tlog-proof@v1\n\n" + SIGNED.encode(),
        b"c2sp.org/tlog-proof@v1\nindex 00\n\n" + SIGNED.encode(),
        b"c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n" + SIGNED.encode(),
        b"c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n" + SIGNED.encode(),
        b"c2sp.org/tlog-proof@v1\nindex 0\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\n" + (base64.b64encode(ROOT) + b"\n") * 64 + b"\n" + SIGNED.encode(),
        b"\xff\n\n",
    ],
    ids=lambda raw: ascii(raw[:40]),
)
def test_a_malformed_proof_is_refused(hostile):
    with pytest.raises(NoteError):
        note.parse_proof(hostile)


@given(st.binary(max_size=400))
def test_no_octets_make_a_parser_raise_anything_but_its_own_error(raw):
    for parse in (note.parse_note, note.parse_proof, lambda b: note.parse_checkpoint(b.decode(errors="replace"))):
        with contextlib.suppress(NoteError):
            parse(raw)
