"""Corrects the words of a question one by one: slips, short forms, names run together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cspbot.language.index import FactIndex
from cspbot.language.lexicon import Lexicon
from cspbot.language.linker import Linker
from cspbot.language.spelling import Speller, is_other_name
from cspbot.language.words import Word, stem


class Correcting:
    """Knows the words that are right."""

    def __init__(
        self, index: FactIndex, lexicon: Lexicon, linker: Linker, speller: Speller,
        place_words: frozenset[str],
    ) -> None:  # fmt: skip
        """Prepare for one `Knowledge`; `place_words` stand in the names of places and bodies."""
        self._index = index
        self._lexicon = lexicon
        self._linker = linker
        self._speller = speller
        self._place_words = place_words
        self._named_words = frozenset(linker.vocabulary)

    def _is_known(self, word: str) -> bool:
        return word in self._speller or self._index.knows(stem(word))

    def corrected(self, typed: Sequence[Word]) -> tuple[list[Word], dict[int, str]]:
        """Correct the words one by one; returns them and what was typed at each changed place."""
        words: list[Word] = []
        corrected: dict[int, str] = {}
        typed = self._put_together(typed)
        for place, word in enumerate(typed):
            longer = self._lexicon.short.get(word.text)
            if longer and word.text not in self._named_words:
                words.extend(_in_place_of(word, longer))
                continue
            if self._is_places(word.text):
                words.append(replace(word, text=word.text[:-1]))  # "telfords budget"
                continue
            if self._is_known(word.text):
                words.append(word)
                continue
            if word.text.endswith("s") and word.text[:-1] in self._named_words:
                words.append(replace(word, text=word.text[:-1]))  # "houghtons number"
                continue
            if word.text.endswith("in") and self._is_known(word.text + "g"):
                words.append(replace(word, text=word.text + "g"))  # "goin up"
                continue
            split = self._linker.squashed(word.text)
            if split:
                corrected[len(words)] = word.text
                words.extend(_in_place_of(word, split))
                continue
            before = words[-1].text if words else ""
            after = typed[place + 1].text if place + 1 < len(typed) else ""
            right = self._speller.correct(word.text, before, after)
            if word.capital and right in self._named_words and is_other_name(word.text, right):
                right = word.text
            if right != word.text:
                corrected[len(words)] = word.text
                word = replace(word, text=right)
            words.append(word)
        return words, corrected

    def _put_together(self, typed: Sequence[Word]) -> list[Word]:
        """Join two words that the records write as one: 'score cards', 'pub watch'."""
        found: list[Word] = []
        for word in typed:
            last = found[-1] if found else None
            if (
                last is not None and word.before == " " and min(len(last.text), len(word.text)) > 2
                and last.text + word.text in self._index.vocabulary
                and (last.text, word.text) not in self._linker.pairs
                and (stem(last.text), stem(word.text)) not in self._lexicon.expressions
                and not {last.text, word.text} & self._lexicon.function_words
            ):  # fmt: skip
                found[-1] = replace(last, text=last.text + word.text)
            else:
                found.append(word)
        return found

    def _is_places(self, word: str) -> bool:
        """Tell whether a word is a place's name with an s and no word of its own."""
        return (
            word.endswith("s")
            and word[:-1] in self._place_words
            and word not in self._named_words
            and word not in self._lexicon.vocabulary
        )


def _in_place_of(word: Word, parts: Sequence[str]) -> list[Word]:
    """Return the words that one typed word stands for; what is typed before it, once."""
    first, *others = parts
    return [replace(word, text=first), *(replace(word, text=o, before=" ") for o in others)]
