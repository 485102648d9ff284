"""The browser's Back and Forward, and what one page's settings do to the next."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import at_rest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def app(server):
    return server


def go_to(page, lesson):
    page.get_by_test_id("stSidebar").get_by_role("link", name=lesson, exact=True).click()


def steps(page):
    return page.get_by_test_id("stMain").get_by_role("spinbutton", name="Steps")


def test_back_and_forward_need_one_press_and_find_the_settings(page, app):
    page.goto(app.url + "/training?steps=300")
    expect(steps(page)).to_have_value("300")
    go_to(page, "Softmax")
    expect(page).to_have_url(re.compile("/softmax$"))
    page.get_by_role("tab", name="Why subtract the maximum").click()
    expect(page).to_have_url(re.compile(r"/softmax\?part="))
    at_rest(page)  # of a page that is left while it is being drawn, Streamlit may write the address into the next one's
    page.go_back()
    expect(page).to_have_url(re.compile(r"/training\?steps=300$"))
    expect(steps(page)).to_have_value("300")
    at_rest(page)
    page.go_forward()
    expect(page).to_have_url(re.compile(r"/softmax\?part="))
    expect(page.get_by_role("tab", name="Why subtract the maximum")).to_have_attribute("aria-selected", "true")


def test_a_setting_of_one_page_is_none_of_another(page, app):
    # Both pages have a Scale: a choice of two here, a slider from 0.5 to 1.5 there.
    page.goto(app.url + "/training_size")
    page.get_by_role("radio", name="One for all n").or_(page.get_by_role("button", name="One for all n")).click()
    expect(page).to_have_url(re.compile("scale="))
    go_to(page, "Beyond linear")
    expect(page.get_by_role("slider", name="Size")).to_have_value("1", timeout=120_000)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    go_to(page, "Training size")
    expect(page).to_have_url(re.compile("scale=One"))
