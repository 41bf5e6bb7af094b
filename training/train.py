"""Train the stance model: a large teacher learns from the labels, the thin student from the teacher and the labels.

The teacher begins with NewsMTSC and the invented sentences; the student is cut out of it and learns what the teacher
makes of NewsMTSC, of more targets (Hinton, Vinyals and Dean 2015) and of the invented sentences. A second stage goes
on with the NATO labels, first the teacher, then the student, the others beside them; the student goes twice, as it was
before the invented sentences and after them, and the two are mixed by their weights.

``--stage teacher``, ``--stage news`` and ``--stage invented`` write ``teacher.pt``, ``news.pt`` and ``invented.pt``;
``--stage cv`` cross-validates the second stage over the collections of the NATO labels; ``--stage final`` trains it on
all of them and writes ``final.pt``.
"""

import argparse
import json
import logging
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from sklearn.model_selection import GroupKFold

from training import data
from training.data import Example
from training.fitting import LOG, Lesson, Plan, ask, fit, macro_f1, predict
from training.network import StanceNetwork, Student, Teacher, load_student, unpack_teacher
from training.thin import cut, thin
from training.unlabelled import cast_nato, find_beside, read_texts, read_unlabelled
from training.vocabulary import choose, write_tokenizer

REPLAY, INVENTED, BESIDE, CAST = 900, 2600, 1200, 700  # in an epoch of the student's second stage
BLEND = 0.7  # share of the weights that saw the invented sentences first; of .7, .9 and 1 the best cross-validated
REPLAY_TEACHER, REPLAY_STUDENT, CAST_STUDENT = 800, 1500, 1300  # in an epoch of the invented sentences
CAST_FROM = 3000  # unlabelled targets in whose place NATO is put
REPLAY_NATO, INVENTED_NATO = 300, 1500  # in an epoch of the teacher's second stage
HARD, HARD_INVENTED, HARD_NATO, HARD_DOUBTFUL = 0.3, 0.5, 0.4, 0.1  # what the gold label counts beside the teacher
LESSER = 0.7  # weight of what is not a sure label in the student's second stage
FROZEN, FROZEN_UPPER = 2, 8  # of the teacher's twelve layers
CALIBRATION = (1100, 600, 300)  # NewsMTSC, unlabelled and invented sentences by which heads and neurons are weighed
TEACHER_NEWS, TEACHER_INVENTED = Plan(2, 4e-5, 0.99, 0.05), Plan(1, 5e-5, 0.98, 0.1)
TEACHER_NATO = Plan(2, 4e-5, 0.98, 0.1)
STUDENT_CUT, STUDENT_NEWS = Plan(1, 6e-5, 0.99, 0.05), Plan(4, 1e-4, 0.995, 0.05)
STUDENT_INVENTED, STUDENT_NATO = Plan(3, 7e-5, 0.99, 0.1), Plan(2, 6e-5, 0.98, 0.1)


def report(model: StanceNetwork) -> None:
    """Log what the model reaches on NewsMTSC's development parts."""
    for part in ("dev-rw", "dev-mt"):
        examples = data.read_newsmtsc(part)
        LOG.info("NewsMTSC %s macro-F1 %.3f", part, macro_f1(examples, predict(model, examples)))


def load_teacher(out: Path) -> Teacher:
    """Return the teacher as its first stage left it."""
    model = Teacher(unpack_teacher(out))
    model.load_state_dict(torch.load(out / "teacher.pt"))
    return model.eval()


def joined(draw: random.Random) -> list[Lesson]:
    """Return NewsMTSC's train part, some sentences joined to others, contrasts twice."""
    train = data.read_newsmtsc("train")
    return [Lesson(data.join(e, train, draw)) for e in [*train, *data.find_contrasts(train)]]


def train_teacher(out: Path, seed: int) -> None:
    """First stage of the teacher: NewsMTSC, then the invented sentences; no NATO label is seen yet."""
    news, invented = data.read_newsmtsc("train"), data.read_invented()

    def lessons(draw: random.Random) -> list[Lesson]:
        beside = draw.sample(news, REPLAY_TEACHER)
        return [Lesson(e) for e in [*(data.rename(e, draw) for e in invented), *beside]]

    model = Teacher(unpack_teacher(out))
    model.freeze(FROZEN)
    fit(model, joined, TEACHER_NEWS, seed, out / "teacher.pt")
    model.freeze(FROZEN_UPPER)
    report(fit(model, lessons, TEACHER_INVENTED, seed, out / "teacher.pt"))


def cut_student(teacher: Teacher, out: Path, more: Sequence[Example]) -> Student:
    """Cut layers and words out of the teacher; the pieces kept are those of the training texts."""
    own = [
        *data.read_newsmtsc("train"),
        *data.read_nato(),
        *data.read_nato(doubtful=True),
        *data.read_invented(),
        *more,
    ]
    wide = [text for name in ("polnear", "timelines") for text in read_texts(name)]
    source, vectors = unpack_teacher(out) / "tokenizer.json", teacher.encoder.embeddings.word_embeddings.weight.detach()
    pieces = choose(source, (sorted({e.sentence for e in own}), wide))
    return cut(teacher, out / "tokenizer.json", write_tokenizer(source, pieces, vectors, out / "tokenizer.json"))


def train_news(out: Path, seed: int) -> None:
    """First stage of the student: cut, taught for an epoch, thinned, taught what the teacher makes of all targets."""
    teacher, draw = load_teacher(out), random.Random(seed)
    news, more = data.read_newsmtsc("train"), read_unlabelled(out, seed)
    labelled = ask(teacher, news, HARD)
    torch.save([one._replace(features=None) for one in labelled], out / "news-lessons.pt")
    contrasts = set(data.find_contrasts(news))
    lessons = [*labelled, *(one for one in labelled if one.example in contrasts), *ask(teacher, more, 0.0)]
    student = cut_student(teacher, out, more)
    student.freeze(0)
    report(fit(student, lambda _: lessons, STUDENT_CUT, seed))
    kinds = (news, more, data.read_invented())
    seen = [e for kind, n in zip(kinds, CALIBRATION, strict=True) for e in draw.sample(kind, n)]
    student = thin(student, out / "tokenizer.json", seen)
    student.freeze(0)
    report(fit(student, lambda _: lessons, STUDENT_NEWS, seed))
    student.save(out / "news.pt")


def train_invented(out: Path, seed: int) -> None:
    """Go on with the invented sentences; no NATO label is seen yet, so that cross-validation can start from here."""
    teacher, draw = load_teacher(out), random.Random(seed)
    invented = ask(teacher, data.read_invented(), HARD_INVENTED)
    cast = ask(teacher, cast_nato(draw.sample(read_unlabelled(out, seed), CAST_FROM), draw), 0.0)
    news = torch.load(out / "news-lessons.pt", weights_only=False)

    def lessons(draw: random.Random) -> list[Lesson]:
        beside = [*draw.sample(cast, min(CAST_STUDENT, len(cast))), *draw.sample(news, min(REPLAY_STUDENT, len(news)))]
        renamed = [one._replace(example=data.rename(one.example, draw)) for one in invented]
        return [one._replace(features=None) for one in (*renamed, *beside)]

    student = load_student(out / "news.pt", out / "tokenizer.json")
    student.freeze(0)
    report(fit(student, lessons, STUDENT_INVENTED, seed))
    student.save(out / "invented.pt")


def second_stage(out: Path, nato: Sequence[Example], seed: int) -> Student:
    """Go on with NATO sentences, the doubtful ones of the same collections beside them: teacher, then student."""
    groups, invented = {e.group for e in nato}, data.read_invented()
    doubtful = [e for e in data.read_nato(doubtful=True) if e.group in groups]
    news: list[Lesson] = torch.load(out / "news-lessons.pt", weights_only=False)

    def teacher_lessons(draw: random.Random) -> list[Lesson]:
        beside = [*draw.sample(invented, INVENTED_NATO), *(one.example for one in draw.sample(news, REPLAY_NATO))]
        return [Lesson(e) for e in [*nato, *doubtful, *beside]]

    teacher = load_teacher(out)
    teacher.freeze(FROZEN_UPPER)
    fit(teacher, teacher_lessons, TEACHER_NATO, seed)
    draw = random.Random(seed)
    cast = cast_nato(draw.sample(read_unlabelled(out, seed), CAST_FROM), draw)
    learnt = [*ask(teacher, nato, HARD_NATO), *ask(teacher, weigh(doubtful), HARD_DOUBTFUL)]
    more = (
        (ask(teacher, weigh(invented), HARD_INVENTED), INVENTED),
        (ask(teacher, weigh(find_beside([*nato, *doubtful], draw)), 0.0), BESIDE),
        (ask(teacher, weigh(cast), 0.0), CAST),
        (news, REPLAY),
    )

    def student_lessons(draw: random.Random) -> list[Lesson]:
        renamed = [one._replace(example=data.rename(one.example, draw)) for one in learnt]
        drawn = [one for kind, n in more for one in draw.sample(kind, min(n, len(kind)))]
        return [one._replace(features=None) for one in (*renamed, *drawn)]

    students = []
    for start in ("news.pt", "invented.pt"):
        student = load_student(out / start, out / "tokenizer.json")
        student.freeze(0)
        students.append(fit(student, student_lessons, STUDENT_NATO, seed))
    return blend(*students)


def blend(first: Student, second: Student) -> Student:
    """Return the second student with weights between the two (Wortsman et al. 2022): the two begin alike."""
    own, other = second.state_dict(), first.state_dict()
    second.load_state_dict({name: torch.lerp(other[name], own[name], BLEND) for name in own})
    return second


def weigh(examples: Sequence[Example]) -> list[Example]:
    """Return examples without a sure label, with the weight that they have beside sure ones."""
    return [e._replace(weight=LESSER) for e in examples]


def cross_validate(out: Path, seed: int) -> None:
    """Predict every NATO sentence by a model that saw no sentence of its collection; folds already saved stay."""
    nato, path = data.read_nato(), out / "cv.json"
    groups = [e.group for e in nato]
    logits = json.loads(path.read_text(encoding="utf-8"))["logits"] if path.exists() else {}
    for train, test in GroupKFold(data.FOLDS).split(nato, groups=groups):
        held = [nato[i] for i in test]
        if all(e.name in logits for e in held):
            continue
        found = predict(second_stage(out, [nato[i] for i in train], seed), held)
        LOG.info("%s macro-F1 %.3f", sorted({e.group for e in held}), macro_f1(held, found))
        logits |= {e.name: row.round(3).tolist() for e, row in zip(held, found, strict=True)}
        path.write_text(json.dumps({"seed": seed, "logits": logits}, indent=0), encoding="utf-8")
    whole = np.array([logits[e.name] for e in nato])
    LOG.info("NATO cross-validated macro-F1 %.3f", macro_f1(nato, whole))


def train_final(out: Path, seed: int) -> None:
    """Second stage on all NATO labels."""
    model = second_stage(out, data.read_nato(), seed)
    model.save(out / "final.pt")
    report(model)


def main() -> None:
    """Run one stage."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", choices=["teacher", "news", "invented", "cv", "final"], required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--threads", type=int, default=2, help="more than there are free cores costs more than it gains"
    )
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    stages = {"teacher": train_teacher, "news": train_news, "invented": train_invented}
    stages |= {"cv": cross_validate, "final": train_final}
    stages[args.stage](args.out, args.seed)


if __name__ == "__main__":
    main()
