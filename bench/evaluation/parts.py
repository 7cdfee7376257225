"""Seed and size -> the reports on people, credentials, look-alikes, sentences and speed."""

from __future__ import annotations

from dataclasses import astuple, fields, replace
from pathlib import Path

from bench.evaluation import credentials, lookalikes, others, personal, sentences, speed
from bench.evaluation.finders import our_credentials, our_personal
from bench.evaluation.goals import Goal, table
from bench.evaluation.report import Report, alarms, alone, better, compared, figures
from bench.evaluation.scoring import Finder, Result, measure

F1, PRECISION_OF_NAMES, ALARMS, RECALL, PRECISION, TIMES = 0.97, 0.95, 0.01, 0.97, 0.99, 20.0
"""The goals of the product."""
NAMES = ("PERSON",)


def of_personal(seed: int, size: int) -> Report:
    """Texts about people and look-alikes, ours and Presidio's."""
    texts = [*personal.texts(seed, size), *lookalikes.texts(seed, size)]
    ours, theirs = measure(texts, our_personal), measure(texts, others.presidio)
    mine, other, names = ours.total(but=NAMES), theirs.total(but=NAMES), ours.total(NAMES)
    rows = {**dict(sorted(ours.scores.items())), "all but names": mine}
    return Report(
        f"Personal information: {size} texts, {size} look-alikes (ours | Presidio)",
        [
            compared("type", rows, {**theirs.scores, "all but names": other}),
            alarms(ours, "ours"),
            alarms(theirs, "Presidio"),
        ],
        [
            Goal("personal: micro F1 apart from names", mine.f1, F1),
            Goal("personal: precision of names", names.precision, PRECISION_OF_NAMES),
            *better("personal", mine, other, "Presidio"),
        ],
        {"ours": _by_type(ours), "presidio": _by_type(theirs), "but_names": figures(mine)},
        ours.mistakes,
    )


def _by_type(result: Result) -> dict[str, object]:
    return {type_: figures(score) for type_, score in sorted(result.scores.items())}


def of_credentials(seed: int, size: int) -> Report:
    """Texts with credentials, look-alikes and texts about people: ours and detect-secrets'."""
    people = [replace(text, spans=()) for text in personal.texts(seed, size // 4)]
    texts = [*credentials.texts(seed, size), *lookalikes.texts(seed, size), *people]
    ours = measure(texts, our_credentials)
    with others.in_a_folder() as folder:
        theirs = measure(texts, others.detect_secrets(Path(folder)))
    mine, other = ours.total(), theirs.total()
    rows = {**dict(sorted(ours.by_kind.items())), "all, and innocent texts": mine}
    return Report(
        f"Credentials: {size} texts, {size} look-alikes, {len(people)} about people "
        "(ours | detect-secrets)",
        [
            compared("kind of text", rows, {**theirs.by_kind, "all, and innocent texts": other}),
            alarms(ours, "ours"),
            alarms(theirs, "detect-secrets"),
        ],
        [
            Goal("credentials: recall", mine.recall, RECALL),
            *better("credentials", mine, other, "detect-secrets"),
        ],
        {"ours": figures(mine), "detect_secrets": figures(other)},
        ours.mistakes,
    )


def of_lookalikes(seed: int, size: int) -> Report:
    """How often either classifier finds anything where there is nothing."""
    both = measure(lookalikes.texts(seed, size), _together(our_personal, our_credentials))
    share = Goal("look-alikes: share in which anything is found", both.alarm_share, ALARMS, "<=")
    return Report(
        f"Look-alikes: {size} texts, both classifiers",
        [alarms(both, "ours")],
        [share],
        {"alarm_share": both.alarm_share},
        both.mistakes,
    )


def _together(one: Finder, other: Finder) -> Finder:
    return lambda text: (*one(text), *other(text))


def of_sentences(seed: int, size: int) -> Report:
    """Every sentence and every form of token, in so many rounds as make about so many texts; those
    about people, of which there are few, five times as often."""
    rounds = max(1, size // sum(1 for _ in sentences.every(seed)))
    secrets = measure(
        (*sentences.secrets(seed, rounds), *sentences.innocent_of_secrets(seed, rounds)),
        our_credentials,
    )
    people = measure(
        (*sentences.persons(seed, 5 * rounds), *sentences.innocent_of_persons(seed, rounds)),
        our_personal,
    )
    found, known, names = secrets.total(), people.total(but=NAMES), people.total(NAMES)
    rows = {**dict(sorted(secrets.by_kind.items())), "all secrets": found, "all but names": known}
    return Report(
        f"Sentences: {secrets.texts + people.texts} texts, each sentence {rounds} times",
        [alone("kind of text", rows), alarms(secrets, "credential"), alarms(people, "personal")],
        [
            Goal("sentences: recall of credentials", found.recall, RECALL),
            Goal("sentences: precision of credentials", found.precision, PRECISION),
            Goal("sentences: micro F1 of persons apart from names", known.f1, F1),
            Goal("sentences: precision of names", names.precision, PRECISION_OF_NAMES),
            Goal("sentences: innocent of credentials", secrets.alarm_share, ALARMS, "<="),
            Goal("sentences: innocent of persons", people.alarm_share, ALARMS, "<="),
        ],
        {"credentials": figures(found), "persons": figures(known)},
        [*secrets.mistakes, *people.mistakes],
    )


def of_speed(seed: int, size: int) -> Report:
    """CPU time on 100 KB, whatever the size of the sets. Each is compared with the tool that looks
    for the same: Presidio knows no credentials and, without a language model, no names;
    detect-secrets knows no persons."""
    speeds = speed.measure(seed)
    total = speed.together(speeds)
    rows = [_row(each) for each in (*speeds, total)]
    heading = ["100 KB of", "personal", "+ names", "credentials", "Presidio", "detect-secrets"]
    times = ["Presidio/personal", "d-s/credentials", "Presidio/both", "d-s/both"]
    return Report(
        f"Speed: ms of CPU, least of {speed.ROUNDS} rounds, names of persons apart; how many times "
        "slower the others are",
        [table(rows, [*heading, *times])],
        [
            Goal(
                "speed: personal but for names, times Presidio",
                total.presidio / total.personal,
                TIMES,
            ),
            Goal(
                "speed: credentials, times detect-secrets",
                total.detect_secrets / total.credentials,
                TIMES,
            ),
        ],
        {s.material: dict(zip(_names(s), astuple(s)[1:], strict=True)) for s in (*speeds, total)},
    )


def _names(each: speed.Speed) -> list[str]:
    return [field.name for field in fields(each)][1:]


def _row(each: speed.Speed) -> list[str]:
    ratios = (
        each.presidio / each.personal,
        each.detect_secrets / each.credentials,
        each.presidio / each.ours,
        each.detect_secrets / each.ours,
    )
    milliseconds = (f"{figure:.1f}" for figure in astuple(each)[1:])
    return [each.material, *milliseconds, *(f"{ratio:.1f}x" for ratio in ratios)]
