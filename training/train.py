"""Train the stance model: a large teacher learns from the labels, the small student from the teacher and the labels.

Both begin with NewsMTSC; the student then reads what the teacher makes of more targets (Hinton, Vinyals and Dean 2015).
A second stage goes on with the NATO labels, first the teacher, then the student, NewsMTSC beside them.

``--stage teacher`` and ``--stage news`` write ``teacher.pt`` and ``news.pt``; ``--stage cv`` cross-validates the second
stage over the collections of the NATO labels; ``--stage final`` trains it on all of them and writes ``final.pt``.
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
from training.network import StanceNetwork, unpack_teacher
from training.unlabelled import read_unlabelled

REPLAY = 1500  # NewsMTSC examples in an epoch of the student's second stage
TEACHER_REPLAY, TEACHER_INVENTED = 300, 600  # examples of these kinds in an epoch of the teacher's
HARD, HARD_NATO, HARD_DOUBTFUL = 0.3, 0.4, 0.1  # what the gold label counts beside the teacher
LESSER = 0.7  # weight of doubtful and of invented sentences in the student's second stage
FROZEN, FROZEN_NATO = 2, 8  # of the teacher's twelve layers
TEACHER_NEWS, TEACHER_NATO = Plan(2, 4e-5, 0.99, 0.05), Plan(2, 4e-5, 0.98, 0.1)
STUDENT_NEWS, STUDENT_MORE, STUDENT_NATO = (
    Plan(4, 8e-5, 0.99, 0.1),
    Plan(2, 7e-5, 0.995, 0.05),
    Plan(2, 6e-5, 0.98, 0.1),
)


def report(model: StanceNetwork) -> None:
    """Log what the model reaches on NewsMTSC's development parts."""
    for part in ("dev-rw", "dev-mt"):
        examples = data.read_newsmtsc(part)
        LOG.info("NewsMTSC %s macro-F1 %.3f", part, macro_f1(examples, predict(model, examples)))


def load(model: StanceNetwork, weights: Path) -> StanceNetwork:
    """Give a network the weights of an earlier stage."""
    model.load_state_dict(torch.load(weights))
    return model.eval()


def joined(draw: random.Random) -> list[Lesson]:
    """Return NewsMTSC's train part, some sentences joined to others, contrasts twice."""
    train = data.read_newsmtsc("train")
    return [Lesson(data.join(e, train, draw)) for e in [*train, *data.find_contrasts(train)]]


def train_teacher(out: Path, seed: int) -> None:
    """First stage of the teacher: NewsMTSC."""
    model = StanceNetwork(unpack_teacher(out))
    model.freeze(FROZEN)
    report(fit(model, joined, TEACHER_NEWS, seed, out / "teacher.pt"))


def train_news(out: Path, seed: int) -> None:
    """First stage of the student: NewsMTSC, then what the teacher makes of it and of unlabelled targets."""
    student = fit(StanceNetwork(), joined, STUDENT_NEWS, seed)
    teacher = load(StanceNetwork(unpack_teacher(out)), out / "teacher.pt")
    news = ask(teacher, data.read_newsmtsc("train"), HARD)
    torch.save(news, out / "news-lessons.pt")
    contrasts = set(data.find_contrasts([one.example for one in news]))
    twice = [one for one in news if one.example in contrasts]
    lessons = [*news, *twice, *ask(teacher, read_unlabelled(out, seed), 0.0)]
    report(fit(student, lambda draw: lessons, STUDENT_MORE, seed, out / "news.pt"))


def second_stage(out: Path, nato: Sequence[Example], seed: int) -> StanceNetwork:
    """Go on with NATO sentences, the doubtful ones of the same collections beside them: teacher, then student."""
    groups, invented = {e.group for e in nato}, data.read_invented()
    doubtful = [e for e in data.read_nato(doubtful=True) if e.group in groups]
    news: list[Lesson] = torch.load(out / "news-lessons.pt", weights_only=False)

    def teacher_lessons(draw: random.Random) -> list[Lesson]:
        beside = [*draw.sample(invented, TEACHER_INVENTED), *(one.example for one in draw.sample(news, TEACHER_REPLAY))]
        return [Lesson(e) for e in [*nato, *doubtful, *beside]]

    teacher = load(StanceNetwork(unpack_teacher(out)), out / "teacher.pt")
    teacher.freeze(FROZEN_NATO)
    fit(teacher, teacher_lessons, TEACHER_NATO, seed)
    learnt = [*ask(teacher, nato, HARD_NATO), *ask(teacher, weigh(doubtful), HARD_DOUBTFUL)]
    learnt += ask(teacher, weigh(invented), HARD_NATO)

    def student_lessons(draw: random.Random) -> list[Lesson]:
        renamed = [one._replace(example=data.rename(one.example, draw)) for one in learnt]
        return [*renamed, *draw.sample(news, REPLAY)]

    student = load(StanceNetwork(), out / "news.pt")
    student.freeze(0)
    return fit(student, student_lessons, STUDENT_NATO, seed)


def weigh(examples: Sequence[Example]) -> list[Example]:
    """Return doubtful or invented sentences with the weight that they have beside sure ones."""
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
    torch.save(model.state_dict(), out / "final.pt")
    report(model)


def main() -> None:
    """Run one stage."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", choices=["teacher", "news", "cv", "final"], required=True)
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
    stages = {"teacher": train_teacher, "news": train_news, "cv": cross_validate, "final": train_final}
    stages[args.stage](args.out, args.seed)


if __name__ == "__main__":
    main()
