# SPDX-License-Identifier: Apache-2.0
"""Whether two names are those of one person, however they are written.

When in doubt they are, for nobody may approve what they wrote themselves; whoever is refused can write the name in
full, with nothing between its words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_ADDRESS: Final = re.compile(r"[^\s<>()\[\],;:]+@[^\s<>()\[\],;:]+")
_ASIDE: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_BETWEEN: Final = re.compile(r"[,;/&+|\n]|\s(?:and|und|et|y|-|–|—)\s")
_WORD: Final = re.compile(r"[^\W_]+")
_TITLES: Final = frozenset(
    {
        *("dr", "prof", "professor", "mr", "mrs", "ms", "miss", "sir", "herr", "frau", "ing", "dipl", "phd", "msc"),
        *("bsc", "mba", "med", "jr", "sr", "ii", "iii"),
    }
)
_FILLERS: Final = dict.fromkeys(map(ord, "\u115f\u1160\u17b4\u17b5\u3164\uffa0"))
"""Letters that nobody sees."""
_ALIKE: Final = str.maketrans(
    "аеорсухіјѕһԁԛԝвкмнтгзьӏαορτυνικβεηχγ0" + "ıɩłøđɑɡ1|ſʟ",
    "aeopcyxijshdqwbkmhtr3b" + "laoptuvlkbenxyo" + "lllodagllsl",
)
"""Letters that look like others, in lower case, as those they look like."""
_SCRIPTS: Final = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "GEORGIAN"})
"""The scripts with letters that look alike."""


def is_name(name: str) -> bool:
    """Whether a text names anybody: there is a letter in it."""
    return any(character.isalpha() for character in _visible(name))


def mixes_scripts(name: str) -> bool:
    """Whether a word has letters of several scripts that look alike, as no name has."""
    for word in _WORD.findall(_visible(name)):
        found = {unicodedata.name(character, "").partition(" ")[0] for character in word if character.isalpha()}
        if len(found & _SCRIPTS) > 1:
            return True
    return False


def one_person(first: str, second: str) -> bool:
    """Whether two texts, each a name or a list of names, name one person at least that is the same.

    Case, accents, the order of words, titles, what stands in brackets and letters that look alike make no difference,
    nor does it where one text has more words than the other. The same address is the same person, too.
    """
    if _visible(first) == _visible(second) or _addresses(first) & _addresses(second):
        return True
    there = list(_persons(second))
    return any(_same(one, other) for one in _persons(first) for other in there)


def _visible(name: str) -> str:
    """A name as it is seen, without case, accents and what has no shape."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    kept = (each for each in folded if unicodedata.category(each) not in ("Cf", "Mn", "Me", "Cc") or each.isspace())
    return unicodedata.normalize("NFC", "".join(kept).translate(_FILLERS)).strip()


def _addresses(name: str) -> set[str]:
    """The addresses in a text, without what follows a plus sign."""
    found = (address.partition("@") for address in _ADDRESS.findall(_visible(name)))
    return {f"{who.partition('+')[0]}@{where.rstrip('.')}".translate(_ALIKE) for who, _, where in found}


def _persons(name: str) -> Iterator[tuple[list[str], bool]]:
    """The words of every person that a text may name, and whether these are all that is known of them.

    A single word between commas may be a part of a name only.
    """
    seen = _visible(name)
    bare = _ASIDE.sub(" ", _ADDRESS.sub(" ", seen))
    whole = _words(bare if _WORD.search(bare) else _ADDRESS.sub(" ", seen))
    yield whole, True
    for part in _BETWEEN.split(bare):
        yield _words(part), len(_words(part)) > 1
    for address in _ADDRESS.findall(seen):
        yield _words(address.partition("@")[0].partition("+")[0]), False


def _words(text: str) -> list[str]:
    """The words of a name without titles, every letter as it looks."""
    found = [word for word in _WORD.findall(text) if word not in _TITLES]
    return [word.translate(_ALIKE).replace("i", "l") for word in found]


def _same(one: tuple[list[str], bool], other: tuple[list[str], bool]) -> bool:
    """Whether the words of one person are among those of another one; an initial stands for its word."""
    (few, known), (many, _) = sorted((one, other), key=lambda each: len(each[0]))
    if not few:
        return False
    if "".join(one[0]) == "".join(other[0]):
        return True
    if not known and len(many) != len(few):
        return False
    left = list(many)
    for word in few:
        found = next((each for each in left if each == word), None) or next(
            (each for each in left if (len(word) == 1 and each.startswith(word)) or each == word[:1]), None
        )
        if found is None:
            return False
        left.remove(found)
    return True
