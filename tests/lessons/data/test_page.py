"""The data page: the tutorials' figures on it, every toy's own numbers, and what an address can ask of it."""

import io
import json
from base64 import b64decode

import numpy as np
import pytest
from PIL import Image

from mnist_core.data import neighbours
from mnist_core.data import portraits as statistics
from mnist_core.data import space as projection
from mnist_core.data.first_model import by_means, threshold
from mnist_core.work.registry import Registry
from mnist_core.work.work import Place
from tests.lessons.conftest import (
    brought,
    chart,
    component,
    done,
    formula,
    id_of,
    press,
    require_plain_code,
    said,
    send,
    so,
    until,
)
from tests.support.hands import Instant
from ui.lessons.data import words as data_words

PAGE = "pages/1_data.py"
VIEWS = ("One digit", "Gallery", "Three parts", "As a table", "Typical digits", "In space")
NOTE = "asked for something that does not exist"


def array(text: str, kind=np.uint8) -> np.ndarray:
    return np.frombuffer(b64decode(text), kind)


@pytest.fixture
def full(dataset):
    """The figures of lesson.md are those of full MNIST."""
    if dataset.is_sample:
        pytest.skip("the sample has figures of its own")


@pytest.mark.parametrize("view", VIEWS)
def test_every_toy_opens_and_stays_small(open_page, dataset, view):
    app = open_page(PAGE, look=view)
    assert not app.exception
    assert NOTE not in said(app)
    require_plain_code(app)
    sizes = [len(each.proto.json) for each in app.get("bidi_component")]
    assert sum(sizes) < 1_000_000  # of the 2.5 MB that a first load may take


def test_the_figures_of_the_tutorials_are_on_the_page(open_page, full):
    text = said(open_page(PAGE, look="Three parts"))
    for figure in ("70,000", "28&nbsp;×&nbsp;28&nbsp;=&nbsp;784", "Train: 55,000", "Validation: 5,000", "Test: 10,000",
                   "train images | `[55000, 784]`", "train labels | `[55000, 10]`",
                   "test images | `[10000, 784]`", "test labels | `[10000, 10]`",
                   "a practice exam must not be the final exam"):  # fmt: skip
        assert figure in text
    assert "All 70,000 examples" in chart(open_page(PAGE, look="Three parts"), 0)["title"]["text"]


@pytest.mark.parametrize(("number", "label"), [(0, 7), (2, 4)])
def test_the_tutorials_train_images(open_page, full, number, label):
    shown = component(open_page(PAGE, number=number), "_pixels")
    assert shown["label"] == label
    assert shown["one_hot"] == [int(k == label) for k in range(10)]
    assert shown["heading"].startswith(f"train image {number}")


@pytest.mark.parametrize("part", ["train", "validation", "test"])
def test_one_digit_is_the_one_of_this_number(open_page, dataset, part):
    shown = component(open_page(PAGE, split=part, number=31), "_pixels")
    np.testing.assert_array_equal(array(shown["ink"]), getattr(dataset, part).images[31])
    assert shown["label"] == getattr(dataset, part).labels[31]


def test_the_formula_holds_the_marked_pixels_number(open_page, dataset):
    app = open_page(PAGE, number=3, pixel=290)
    assert component(app, "_pixels")["pixel"] == 290
    ink = dataset.train.intensities([3])[0, 290]
    assert rf"x_{{28 \cdot 10 + 10}} = x_{{290}} = {ink:.2f}" in formula(app)


def test_shuffled_the_numbers_are_the_same_in_another_order(open_page, dataset):
    app = open_page(PAGE, number=3)
    app.toggle(key="shuffled").set_value(True).run()
    shown = component(app, "_pixels")
    image = dataset.train.images[3]
    np.testing.assert_array_equal(array(shown["ink"]), image[statistics.permutation()])
    np.testing.assert_array_equal(array(shown["places"], np.uint16), statistics.permutation())
    assert sorted(array(shown["ink"])) == sorted(image)
    assert done(app, "Shuffle the pixels and")


def test_next_and_previous_keep_to_the_label(open_page, dataset):
    app = open_page(PAGE, label=4)
    first = np.flatnonzero(dataset.train.labels == 4)
    assert app.number_input(key="number").value == first[0]
    assert press(app, "Next").run().number_input(key="number").value == first[1]
    assert press(app, "Previous").run().number_input(key="number").value == first[0]
    assert press(app, "Previous").run().number_input(key="number").value == first[-1]
    app = press(app, "Random").run()
    assert component(app, "_pixels")["label"] == 4
    app.number_input(key="number").set_value(5).run()
    assert app.selectbox(key="label").value == "any"
    app.selectbox(key="label").set_value("9").run()
    assert component(app, "_pixels")["label"] == 9


def test_another_part_begins_at_its_first_digit(open_page, dataset):
    app = open_page(PAGE, number=len(dataset.train) - 1)
    app.segmented_control(key="split").set_value("test").run()
    assert not app.exception
    assert component(app, "_pixels")["heading"].startswith("test image 0")


def test_the_gallery_pages_through_a_label(open_page, dataset):
    app = open_page(PAGE, look="Gallery", label=3, page=2)
    shown = component(app, "_gallery")
    numbers = np.flatnonzero(dataset.train.labels == 3)[60:120]
    assert shown["numbers"] == numbers.tolist()
    np.testing.assert_array_equal(array(shown["ink"]), dataset.train.images[numbers].ravel())
    assert (
        component(press(app, "Previous").run(), "_gallery")["numbers"][0]
        == np.flatnonzero(dataset.train.labels == 3)[0]
    )


def test_the_gallery_and_a_label_asked_for_in_one_message_are_both_given(open_page, dataset):
    app = open_page(PAGE, look="One digit", number=5)
    app.segmented_control(key="look").set_value("Gallery")
    app.selectbox(key="label").set_value("3")
    app.run()
    assert not app.exception
    assert app.number_input(key="page").value == 1
    assert app.session_state["look"] == "Gallery"
    assert app.session_state["label"] == "3"


def test_loading_fewer_changes_shapes_and_balance(open_page, dataset):
    app = open_page(PAGE, look="Three parts")
    assert not done(app, "load so few train digits")
    app.number_input(key="train_size").set_value(7).run()
    app.number_input(key="test_size").set_value(100).run()
    assert "train images | `[7, 784]`" in said(app)
    assert "test labels | `[100, 10]`" in said(app)
    assert chart(app, 1)["series"][0]["data"] == np.bincount(dataset.train.labels[:7], minlength=10).tolist()
    assert chart(app, 2)["series"][0]["data"] == np.bincount(dataset.test.labels[:100], minlength=10).tolist()
    assert done(app, "load so few train digits")


def test_what_the_classifier_sees_are_the_first_images_as_rows(open_page, dataset):
    shown = component(open_page(PAGE, look="As a table"), "_rows")
    picture = Image.open(io.BytesIO(b64decode(shown["rows"])))
    assert picture.size == (784, 400)
    np.testing.assert_array_equal(np.asarray(picture), dataset.train.images[:400])
    np.testing.assert_array_equal(array(shown["labels"]), dataset.train.labels[:400])
    assert len(json.dumps(shown)) < 200_000
    assert len(array(component(open_page(PAGE, rows=5), "_rows")["labels"])) == 5


def test_shuffled_the_stripes_are_thin_but_not_gone(sample):
    images = sample.train.images.astype(float)
    broad, thin = (ink.mean(axis=0) for ink in (images, images[:, statistics.permutation()]))
    assert thin.std() == pytest.approx(broad.std())  # as much ink stands in some columns, and as little in others
    rows, again = (np.corrcoef(ink[1:], ink[:-1])[0, 1] for ink in (broad, thin))
    assert rows > 0.9
    assert abs(again) < 0.1
    (told,) = [notice for notice in data_words.AS_A_TABLE.notices if "Shuffled" in notice]
    assert "fall apart into thin lines" in told
    assert "gone" not in told


def test_typical_digits_are_the_cores(open_page, dataset):
    app = open_page(PAGE, look="Typical digits", compare=0, **{"with": 1})
    shown = component(app, "_typical")
    found = statistics.portraits(dataset.train)
    np.testing.assert_allclose(array(shown["images"]).reshape(10, 784) / 255, found.mean, atol=0.002)
    np.testing.assert_allclose(array(shown["rates"]).reshape(10, 784) / 255, found.ink_rate, atol=0.002)
    difference = np.clip(found.difference(0, 1), -shown["limit"], shown["limit"])
    np.testing.assert_allclose(array(shown["difference"], np.int8) / 127 * shown["limit"], difference, atol=0.004)
    shown = component(open_page(PAGE, statistic="Variation"), "_typical")
    np.testing.assert_allclose(array(shown["images"]).reshape(10, 784) / 255, 2 * found.variation, atol=0.002)


def test_a_pixel_that_tells_two_digits_apart_is_noticed(open_page, dataset):
    words = "a pixel that has ink in over 90"
    app = open_page(PAGE, look="Typical digits")
    assert not done(app, words)
    rates = statistics.portraits(dataset.train).ink_rate
    pixel = int(np.flatnonzero((rates[1] > 0.9) & (rates[0] < 0.1))[0])
    app.selectbox(key="compare").set_value(0).run()
    app.selectbox(key="with").set_value(1).run()
    assert done(send(app, id_of(app, "typical"), "pixel", pixel), words)


def test_the_means_are_a_first_model_measured_on_validation(open_page, dataset):
    text = said(open_page(PAGE, look="Typical digits", compare=4, **{"with": 9}))
    for digits in ((4, 9), tuple(range(10))):
        found = by_means(dataset.train, dataset.validation, digits)
        assert f"{found.count:,}" in text
        for right in (found.plain, found.biased):
            assert f"{100 * right / found.count:.1f}&nbsp;%" in text
    halfway = threshold(statistics.portraits(dataset.train), 4, 9)
    assert f"= {halfway:.2f}" in formula(open_page(PAGE, compare=4, **{"with": 9}))


def test_two_digits_that_the_means_tell_apart_are_noticed(open_page, dataset):
    words = "tells them apart in over 99"
    marks = {(a, b): by_means(dataset.train, dataset.validation, (a, b)) for a in range(10) for b in range(a + 1, 10)}
    first, second = next(pair for pair, found in marks.items() if found.biased > 0.99 * found.count)
    app = open_page(PAGE, look="Typical digits")
    assert not done(app, words)
    app.selectbox(key="with").set_value(4).run()  # 4 from itself
    assert not done(app, words)
    app.selectbox(key="compare").set_value(first).run()
    app.selectbox(key="with").set_value(second).run()
    assert done(app, words)


@pytest.mark.parametrize(("name", "dimensions"), [("PCA in 2 dimensions", 2), ("PCA in 3 dimensions", 3)])
def test_the_points_are_pcas_and_the_variance_kept_is_stated(open_page, dataset, name, dimensions):
    app = open_page(PAGE, projection=name)
    shown = component(app, "_space")
    points = array(shown["points"], np.int16).reshape(-1, dimensions)
    found = projection.principal_axes(dataset.train)
    assert points.shape == (2_000, dimensions)
    for axis in range(dimensions):
        assert np.corrcoef(points[:, axis], found.points[:, axis])[0, 1] > 0.9999
    assert f"= {100 * found.kept[:dimensions].sum():.1f} % of the variance" in shown["heading"]
    near = projection.close_ones(dataset.train)
    np.testing.assert_array_equal(array(shown["neighbours"], np.uint16), near.numbers.ravel())
    sheet = Image.open(io.BytesIO(b64decode(brought(app)[shown["sheet"]])))
    np.testing.assert_array_equal(np.asarray(sheet), dataset.train.images[:2_000])


def test_a_point_among_other_digits_is_noticed(open_page, dataset):
    words = "whose eight nearest neighbours"
    near, labels = projection.close_ones(dataset.train), dataset.train.labels
    point, another = [i for i in range(2_000) if neighbours.is_outlier(near, labels, i)][:2]
    # A link to such a point is nobody's find; it used to tick by itself.
    app = open_page(PAGE, point=point)
    assert component(app, "_space")["point"] == point
    assert not done(app, words)
    assert "all other digits. — so already" in said(app)
    assert done(send(app, id_of(app, "space"), "point", another), words)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"shuffled": "true"}, "Shuffle the pixels"),
        ({"look": "Three parts", "train_size": 7}, "load so few"),
        ({"compare": 0, "with": 1, "pixel": 406}, "a pixel that has ink in over 90"),
    ],
)
def test_what_a_link_brings_is_nobodys_doing(open_page, query, words):
    app = open_page(PAGE, **query)
    assert so(app, words)


def here(dataset, folder, monkeypatch):
    """Have the page's work done in this process, and its results kept in a folder."""
    from ui import cached

    shared = Registry(dataset, {Place.APART: Instant}, folder=folder)
    monkeypatch.setattr(cached, "registry", lambda: shared)
    monkeypatch.setattr(cached, "begin", lambda: None)
    return shared


@pytest.mark.parametrize("name", ["PCA in 2 dimensions", "t-SNE"])
def test_each_projection_has_its_own_code_in_plain_lines_first(open_page, dataset, tmp_path, monkeypatch, name):
    here(dataset, tmp_path, monkeypatch)
    app = open_page(PAGE, projection=name)
    require_plain_code(app)
    plain = app.code[0].value
    assert ("def affinities(" in plain, "def uphill(" in plain) == (name == "t-SNE",) * 2


def test_tsne_is_asked_for_computed_once_and_kept(open_page, dataset, tmp_path, monkeypatch):
    points = np.random.default_rng(0).normal(size=(2_000, 2)).astype(np.float32)
    shared = here(dataset, tmp_path, monkeypatch)
    monkeypatch.setattr(projection, "tsne", lambda images, report: {"points": points})
    app = open_page(PAGE, projection="t-SNE")
    assert "about ten seconds" in said(app)
    assert not [each for each in app.get("bidi_component") if each.proto.component_name.endswith("_space")]
    press(app, "Compute it").run()
    until(lambda: not app.run().get("progress"))
    assert "no variance" in component(app, "_space")["heading"]
    shared.close()  # waits until it is written
    here(dataset, tmp_path, monkeypatch)
    assert component(open_page(PAGE, projection="t-SNE"), "_space")["dimensions"] == 2


def test_a_failed_tsne_is_told_in_words(open_page, dataset, tmp_path, monkeypatch):
    def broken(images, report):
        raise MemoryError("no room")

    here(dataset, tmp_path, monkeypatch)
    monkeypatch.setattr(projection, "tsne", broken)
    app = press(open_page(PAGE, projection="t-SNE"), "Compute it").run()
    until(lambda: not app.run().get("progress"))
    assert not app.exception
    assert "no room" in app.warning[0].value


@pytest.mark.parametrize(
    ("query", "noted"),
    [
        ({"train_size": "-3"}, True), ({"label": "x"}, True), ({"number": "55000"}, True), ({"pixel": "784"}, True),
        ({"pixel": "-1"}, True), ({"pixel": "９"}, True), ({"pixel": ["3", "4"]}, True), ({"point": "2000"}, True),
        ({"look": "In the mirror"}, True), ({"compare": "ten"}, True), ({"rows": "401"}, True), ({"page": "0"}, True),
        ({"split": "exam"}, True), ({"projection": "x" * 10_000}, True), ({"statistic": "Median"}, True),
        ({"pixel": "783"}, False), ({"point": "1999"}, False), ({"label": "9"}, False), ({"train_size": "5"}, False),
        ({"look": "Gallery", "page": "3", "label": "2", "split": "train"}, False), ({"rows": "1"}, False),
    ],
)  # fmt: skip
def test_what_the_address_cannot_have_gives_the_default_and_a_note(open_page, dataset, query, noted):
    app = open_page(PAGE, **query)
    assert not app.exception
    assert (NOTE in said(app)) is noted


@pytest.mark.parametrize("sent", ["x", 3.5, -1, 784, True, None, [1], {"a": 1}])
def test_a_forged_mark_is_ignored(open_page, dataset, sent):
    app = open_page(PAGE)
    send(app, id_of(app, "pixels"), "pixel", sent, lasting=True)
    assert not app.exception
    assert "pixel" not in app.query_params
