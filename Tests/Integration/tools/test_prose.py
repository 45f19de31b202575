"""The check of scripts/lib/prose.py: which sentences, comments, phrases and pages it complains of."""

import subprocess
import sys
from pathlib import Path

import pytest
from support.program import REPOSITORY

SCRIPT = REPOSITORY / "scripts/lib/prose.py"


def check(folder: Path, name: str, text: str) -> list[str]:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    run = subprocess.run([sys.executable, SCRIPT, folder], capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == (1 if run.stdout else 0), run.stderr
    return run.stdout.splitlines()


def sentence(words: int, beginning: str = "Images") -> str:
    return " ".join([beginning, *["stay"] * (words - 1)]) + "."


@pytest.mark.parametrize("form", ["{}", "- {}", "1. {}", "Short. {}", "| key | {} |\n| --- | --- |", "**Bold.** {}", "(Short.) {}"])
def test_thirty_words_are_the_limit(tmp_path, form):
    assert check(tmp_path, "README.md", form.format(sentence(30))) == []
    (found,) = check(tmp_path, "README.md", form.format(sentence(31)))
    assert found.startswith("README.md:1: 31 words")


def test_sentence_over_several_lines_is_one(tmp_path):
    text = "# Head\n\n" + sentence(31).replace(" ", "\n")
    (found,) = check(tmp_path, "docs/X.md", text)
    assert found.startswith("docs/X.md:3: 31 words")


@pytest.mark.parametrize("text", ["{}\n\n{}", "- {}\n- {}", "1. {}\n2. {}", "| {} | {} |", "## {}\n{}"])
def test_parts_of_a_page_are_no_common_sentence(tmp_path, text):
    half = sentence(20).removesuffix(".")
    assert check(tmp_path, "README.md", text.format(half, half)) == []


@pytest.mark.parametrize("text", ["```sh\n{}\n```", "- one\n\n  ```\n  {}\n  ```", "<!-- {} -->", "<!--\n{}\n-->", "`{}`"])
def test_code_is_no_sentence(tmp_path, text):
    assert check(tmp_path, "README.md", text.format(sentence(40))) == []


def test_text_after_code_counts(tmp_path):
    assert len(check(tmp_path, "README.md", "```\ncode\n```\n" + sentence(31))) == 1


def test_list_of_code_is_one_word(tmp_path):
    keys = ", ".join(f"`key{n}`" for n in range(40))
    assert check(tmp_path, "README.md", f"These keys exist: {keys} and `last`.") == []


@pytest.mark.parametrize("phrase", ["Whoever reads", "an image of yours", "Where what is in use", "in good order"])
def test_phrase_is_found_in_any_case(tmp_path, phrase):
    assert len(check(tmp_path, "README.md", f"Say {phrase} again.")) == 1
    assert len(check(tmp_path, "README.md", f"Say {phrase.lower()} again.")) == 1
    assert check(tmp_path, "README.md", f"Say `{phrase}` again.") == []


def test_two_thousand_words_are_a_page(tmp_path):
    text = sentence(10) + "\n\n"
    assert check(tmp_path, "docs/X.md", text * 200) == []
    (found,) = check(tmp_path, "docs/X.md", text * 200 + "One.")
    assert found.startswith("docs/X.md:1: 2001 words")
    (tmp_path / "docs/X.md").unlink()
    assert check(tmp_path, "docs/SAMPLES.md", text * 300) == []


@pytest.mark.parametrize("comment", ["/// What this is.", "    /// What this is."])
def test_comment_does_not_begin_with_what(tmp_path, comment):
    (found,) = check(tmp_path, "Sources/One.swift", f"let a = 1\n{comment}\nlet b = 2\n")
    assert found.startswith("Sources/One.swift:2: begin with a noun")


@pytest.mark.parametrize("text", ["/// A thing.\n/// What it holds stays.\n", "/// Whatever.\n", "// What follows is code.\n"])
def test_what_may_stand_elsewhere(tmp_path, text):
    assert check(tmp_path, "Sources/One.swift", text) == []


def test_comment_in_a_source_is_read_whole(tmp_path):
    text = "let a = 1\n/// A thing.\n///\n" + "".join(f"/// {word}\n" for word in sentence(31).split())
    (found,) = check(tmp_path, "Sources/One.swift", text)
    assert found.startswith("Sources/One.swift:4: 31 words")
    assert check(tmp_path, "Sources/One.swift", f'let text = "{sentence(31)}"\n') == []


DESCRIPTIONS = [
    ("template.yaml", "    Description: {}"),
    ("template.yaml", "    Description: >-\n      Short.\n      {}\n    Default: a\n"),
    ("terraform/variables.tf", '  description = "{}"'),
]


@pytest.mark.parametrize(("name", "form"), DESCRIPTIONS)
def test_description_is_read(tmp_path, name, form):
    assert check(tmp_path, name, form.format(sentence(30))) == []
    assert len(check(tmp_path, name, form.format(sentence(31)))) == 1


def test_reference_pages_are_there():
    sys.path.insert(0, str(SCRIPT.parent))
    import prose  # noqa: PLC0415

    for page in prose.REFERENCE:
        assert prose.words((REPOSITORY / page).read_text()) > 0
