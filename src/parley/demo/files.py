"""Small real files for the demo's documents: plain text, a PDF of one page, a DOCX of a few paragraphs."""

from __future__ import annotations

import io
import textwrap
import zipfile
from collections.abc import Sequence
from html import escape

from parley.council.errors import InputError

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that ZIP can write: the same bytes whenever they are made
_OFFICE = "http://schemas.openxmlformats.org"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEDIA_TYPES = {"txt": "text/plain", "pdf": "application/pdf", "docx": _WORD}


def made(name: str, language: str, lines: Sequence[str]) -> tuple[str, bytes]:
    """The media type and the bytes of a file of the kind that its name says."""
    extension = name.rpartition(".")[2]
    match extension:
        case "txt":
            content = "\n\n".join(lines).encode() + b"\n"
        case "pdf":
            content = pdf(lines)
        case "docx":
            content = docx(language, lines)
        case _:
            raise InputError("file", "txt, pdf or docx", extension, "Name it otherwise.")
    return MEDIA_TYPES[extension], content


def pdf(lines: Sequence[str]) -> bytes:
    """One page in Helvetica, which every reader has: for Latin letters only (ISO 32000-1, 7.5)."""
    wrapped = [part for line in lines for part in [*textwrap.wrap(line, 80), ""]]
    shown = " ".join(f"({_escaped(part)}) Tj T*" for part in wrapped)
    stream = f"BT /F1 11 Tf 16 TL 72 760 Td {shown} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    rows = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            rows,
            table,
            rows,
            len(body),
        )
    )


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def docx(language: str, lines: Sequence[str]) -> bytes:
    """The three parts that a word processor needs (ECMA-376-2)."""
    paragraphs = "".join(
        f'<w:p><w:r><w:rPr><w:lang w:val="{language}"/></w:rPr><w:t>{escape(line)}</w:t></w:r></w:p>' for line in lines
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_OFFICE}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD}.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_OFFICE}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_OFFICE}/wordprocessingml/2006/main"><w:body>{paragraphs}'
        "</w:body></w:document>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            declared = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + part
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), declared, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
