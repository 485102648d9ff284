"""What is printed as arithmetic holds on a pocket calculator, whatever the numbers."""

import math
import re
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import softmax

from mnist_core.cross_entropy import information
from mnist_core.gradient_descent.curves import CURVES
from mnist_core.gradient_descent.descent import descend
from mnist_core.softmax.account import account
from mnist_core.softmax.dividing import divide_up, three_by_three
from mnist_core.why.teachers import strongest
from tests.support.pocket import adds_up, gives, read, value
from ui import foresee, printed, words
from ui.lessons.beyond_linear import words as beyond_words
from ui.lessons.cross_entropy import words as loss_words
from ui.lessons.data import words as data_words
from ui.lessons.exam import words as exam_words
from ui.lessons.gradient_descent import words as descent_words
from ui.lessons.softmax import words as softmax_words
from ui.lessons.softmax.setting import Setting
from ui.lessons.why import formulas as why_formulas
from ui.lessons.why import words as why_words

SEEDS = st.integers(0, 2**32 - 1)
SHARES = st.floats(0, 1)


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=8), st.integers(0, 3))
def test_printed_terms_add_up_to_the_printed_sum(terms, digits):
    found, total = printed.adding_up(terms, digits)
    assert adds_up([f"{each:.{digits}f}" for each in found], f"{total:.{digits}f}")
    assert all(abs(a - b) < 1.001 / 10**digits for a, b in zip(found, terms, strict=True))
    assert total == pytest.approx(sum(terms), abs=0.5001 / 10**digits)


@given(st.floats(-5, 5), st.floats(-5, 5))
def test_factors_have_as_many_digits_as_their_product_takes(a, b):
    one, other = printed.fitting(lambda x, y: x * y, (a, b), 2, 3)
    assert gives(float(one) * float(other), f"{a * b:.3f}")


def digit(seed):
    random = np.random.default_rng(seed)
    image = random.random(784) * (random.random(784) < 0.2)
    return account(random.normal(0, 0.3, (784, 10)), random.normal(size=10), image), random


@given(SEEDS)
@settings(max_examples=50)
def test_the_small_model_is_computed_from_what_is_printed_of_it(seed):
    """It said 1.00·0.22 + … + 9.81 = 10.27 where the printed terms give 10.25."""
    found, random = digit(seed)
    small = three_by_three(found, random.normal(size=(784, 10)))
    shown = lambda values: np.array([float(f"{each:.2f}") for each in np.ravel(values)]).reshape(np.shape(values))  # noqa: E731
    sums = shown(small.inputs) @ shown(small.weights) + shown(small.bias)
    evidence = [f"{z:.2f}" for z in small.evidence]
    assert all(gives(each, text) for each, text in zip(sums, evidence, strict=True))
    shares = softmax([float(text) for text in evidence])
    assert all(gives(p, f"{own:.4f}") for p, own in zip(shares, small.probabilities, strict=True))
    np.testing.assert_allclose(small.evidence, found.evidence[small.classes], atol=0.0051)


@given(SEEDS)
@settings(max_examples=50)
def test_what_speaks_for_against_and_the_bias_are_the_evidence(seed):
    found, _ = digit(seed)
    for k in range(10):
        *_, terms, total = softmax_words.weighed_formula(found, k).split("=")
        assert adds_up(re.findall(r"[-+]?\d+\.\d+", terms.replace("- ", "-")), total.strip())
        parts, evidence = softmax_words.weighed(found, k)
        assert adds_up([f"{each:.2f}" for each in parts], f"{evidence:.2f}")


@given(
    st.lists(st.floats(-30, 30).map(lambda z: round(z, 3)), min_size=2, max_size=10),
    st.floats(-1, 1).map(lambda power: float(f"{10**power:.3g}")),
    st.sampled_from([0.0, 2.0, -10.0]),
    st.booleans(),
)
def test_shares_and_odds_are_what_is_printed_of_them(evidence, temperature, constant, raised):
    """It said 3.5·10⁻⁴ × 53.735 and 0.01897, which do not fit each other."""
    now = Setting(tuple(evidence), temperature, constant, 0 if raised else None)
    found = softmax_words.formula(now, divide_up(evidence, temperature, constant))
    lines = found.removesuffix(r" \end{aligned}").split(r" \\[6pt] ")
    top, bottom, share = re.fullmatch(r"&= \\frac\{(.*)\}\{(.*)\} = (.*)", lines[1]).groups()
    if not share.startswith("1 - "):
        assert gives(value(top) / value(bottom), share)
    else:
        assert abs(1 - value(top) / value(bottom)) <= 6e-5
    before, after = re.search(r"& (.*) \\;\\xrightarrow.*\\; (.*)", lines[2]).groups()
    again, factor = re.fullmatch(r"&= (.*) \\times ([\d.]+)", lines[3]).groups()
    assert again == before
    assert gives(value(before) * float(factor), after)
    if len(evidence) == 2:
        exponent, of_two = re.search(r"1 \+ e\^\{-\((.*?)\)\}\} = (.*)", lines[4]).groups()
        assert gives(1 / (1 + math.exp(-float(exponent))), of_two)


@given(SEEDS)
@settings(max_examples=30)
def test_the_share_is_that_of_the_evidence_printed_with_it(seed):
    found, _ = digit(seed)
    latex = words.softmax_formula(found)
    digits = len(re.search(r"e\^\{-?\d+\.(\d+)\}", latex)[1])
    share = softmax([round(z, digits) for z in found.evidence])[found.answer]
    assert gives(share, latex.rpartition("= ")[2])


@given(SHARES, SHARES, SHARES, SHARES)
def test_gains_are_those_of_the_accuracies_printed(a, b, c, d):
    """It said 91.6 → 67.0, −24.5."""
    old, new = beyond_words.table_cells((a, b)), beyond_words.table_cells((c, d), (a, b))
    for before, after in zip(old.split(" | "), new.split(" | "), strict=True):
        gain = re.search(r"\((.*?)\)", after)[1]
        numbers = [re.match(r"[\d.]+", each)[0] for each in (before, after)]
        assert adds_up([numbers[0], gain], numbers[1])


@given(SEEDS)
@settings(max_examples=30)
def test_entropy_and_waste_are_the_price(seed):
    random = np.random.default_rng(seed)
    truth, p = random.dirichlet([0.4] * 10), random.dirichlet([1] * 10)
    price, entropy, waste = re.search(r"qquad (.*?) = (.*?) \+ (.*?)\\", loss_words.parts(truth, p)).groups()
    assert adds_up([entropy, waste], price)
    assert gives(information.in_bits(information.cost(truth, p)), price)


@given(st.lists(st.floats(0, 9), min_size=1, max_size=3))
def test_a_mean_is_that_of_the_losses_printed(losses):
    mean = float(np.mean(losses))
    found = loss_words.mean(np.array(losses), mean)
    terms, shown = re.search(r"\\left\( (.*?) \\right\) = ([\d.]+)", found).groups()
    assert gives(sum(map(float, terms.split(" + "))) / len(losses), shown)


@given(SEEDS, st.integers(0, 9))
@settings(max_examples=30)
def test_bits_are_those_of_the_nats_printed(seed, label):
    p = np.random.default_rng(seed).multinomial(9990, [0.1] * 10) / 10000 + 0.0001
    got, nats, bits = re.search(r"\\log ([\d.]+) = ([\d.]+)\\ .*? = ([\d.]+)", loss_words.loss(p, label)).groups()
    assert gives(-math.log(float(got)), nats)
    assert gives(float(nats) / math.log(2), bits)


@given(st.sampled_from(sorted(CURVES)), st.floats(0.01, 3).map(lambda rate: float(f"{rate:.2g}")), SEEDS)
@settings(max_examples=60)
def test_a_step_lands_where_its_printed_numbers_say(name, rate, seed):
    curve = CURVES[name]
    start = np.random.default_rng(seed).uniform(-1, 1, curve.dimensions)
    path = descend(curve, start, rate, 5)
    *_, equation = descent_words.first_step(path, rate).split(r" \\ ")
    left, landed = equation.removesuffix(r" \end{gathered}").split(" = ")
    begun, slope = left.split(rf" - {rate:g} \cdot ")
    for x, g, end in zip(*(each.strip("()").split(r",\ ") for each in (begun, slope, landed)), strict=True):
        assert gives(float(x) - rate * float(g), end)


@given(st.floats(1e-30, 1))
def test_a_loss_is_that_of_the_share_printed(p):
    batch = SimpleNamespace(labels=np.array([0]), evidence=np.zeros((1, 10)), probabilities=np.array([[p]]),
                            losses=np.array([-math.log(p)]), loss=1.0, loss_after=0.5)  # fmt: skip
    stages = {each["name"]: each["text"] for each in descent_words.stages(batch, 0.5)}
    share, loss = re.match(r"−log\((.*?)\) = (.*?) nats\. The", stages["loss"]).groups()
    assert "e" not in share
    assert gives(-math.log(value(share)), loss)
    one, less = re.search(r"one: (.*?) − 1 = (.*?)\. ", stages["p − y"]).groups()
    assert Fraction(one) - 1 == Fraction(less.replace("−", "-"))


@given(st.integers(1, 10000), SHARES)
def test_an_interval_is_that_of_the_accuracy_printed(n, share):
    right = np.arange(n) < round(share * n)
    said = re.search(r"a = ([\d.]+),.* z = ([\d.]+)\} = ([\d.]+) .*? ([\d.]+)$", exam_words.wilson_formula(right))
    a, z = float(said[1]), float(said[2])
    middle, half = a + z**2 / (2 * n), z * math.sqrt(a * (1 - a) / n + z**2 / (4 * n**2))
    assert gives((middle - half) / (1 + z**2 / n), said[3])
    assert gives((middle + half) / (1 + z**2 / n), said[4])


@given(st.integers(0, 200).map(lambda half: half / 2), st.integers(0, 892).map(lambda right: 100 * right / 892))
def test_a_guess_is_off_by_what_is_printed(guess, truth):
    said = foresee.told(foresee.Scale(0, 100, 0.5, " %", 2), guess, truth, "")["said"]
    numbers = [Fraction(each) for each in re.findall(r"\d+(?:\.\d+)?", said)]
    assert abs(numbers[1] - numbers[0]) == (0 if said.endswith("Just so.") else numbers[2])


@given(st.lists(st.floats(0.001, 0.2), min_size=3, max_size=3))
def test_kept_variances_add_up_and_are_the_same_beside_a_third(kept):
    """It said 11.1 + 7.4 = 18.5 of two directions, and 11.1 + 7.5 + 6.5 = 25.1 of three."""
    printed = []
    for dimensions in (2, 3):
        said = data_words.variance_kept(SimpleNamespace(kept=np.array(kept)), dimensions)
        terms, total = re.search(r"keep (.*?) = (.*?) %", said).groups()
        assert adds_up(terms.split(" + "), total)
        printed.append(terms.split(" + "))
    assert printed[1][:2] == printed[0]
    for share, said in zip(kept, printed[1], strict=True):
        assert abs(100 * share - float(said)) <= 0.1 + 1e-9


@given(SHARES, SHARES)
def test_two_means_differ_by_what_is_printed_of_them(one, other):
    """It said 0.84 − 0.81 = +0.04."""
    found = SimpleNamespace(mean=np.zeros((10, 784)), counts=np.ones(10), bias=np.zeros(10))
    found.mean[4, 109], found.mean[9, 109] = one, other
    said = data_words.means(found, 4, 9, 109)
    a, b, difference = re.search(r"_\{9,\\,109\} = ([\d.]+) - ([\d.]+) = ([-+][\d.]+)", said).groups()
    assert gives(float(a) - float(b), difference)
    assert gives(one - other, difference)


@given(SEEDS)
@settings(max_examples=30)
def test_votes_and_the_bias_are_the_lead_of_the_answer(seed):
    random = np.random.default_rng(seed)
    model = SimpleNamespace(weights=random.normal(0, 0.3, (784, 10)), bias=random.normal(size=10))
    image = random.random(784) * (random.random(784) < 0.2)
    drawing = SimpleNamespace(is_blank=False, account=SimpleNamespace(image=image))
    latex = why_formulas.formula("Evidence", SimpleNamespace(config=None, checkpoint=model), drawing).formula
    terms, lead, exponent = re.search(r"\(b_\d - b_\d\) = (.*?) = ([-\d.]+), .*e\^\{([-\d.]+)\}", latex).groups()
    assert adds_up(terms.split(), lead)
    assert exponent == lead
    first, second = np.sort(image @ model.weights + model.bias)[[-1, -2]]
    assert gives(first - second, lead)


@given(SEEDS)
@settings(max_examples=30)
def test_teachers_add_up_to_their_heading_and_to_the_evidence(seed):
    influence = strongest(np.random.default_rng(seed).normal(0, 0.3, 500))
    sums = re.findall(r"[+−]\d+\.\d{3}", why_words.teachers_sum(influence, 500))
    assert adds_up(sums[:3], sums[3])
    for numbers, shown in ((influence.for_, sums[0]), (influence.against, sums[1])):
        assert adds_up([f"{part:.3f}" for part in influence.contributions[numbers]], shown)


def test_the_calculator_reads_what_is_printed():
    assert read(r"1.5 \cdot 10^{-3}") == (0.0015, pytest.approx(5e-5))
    assert read("5{,}500") == (5500, 0.5)
    assert gives(0.1234, "0.123")
    assert not gives(0.1236, "0.123")
    assert not adds_up(["0.84", "-0.81"], "0.04")
