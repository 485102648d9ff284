"""The browser's Back and Forward, and what one page's settings do to the next."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import at_rest, wait_for_sheet
from tests.browser.test_draw_a_digit import DOWN, draw

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


@pytest.mark.long
def test_back_is_the_page_before_and_each_page_has_the_digit_that_it_was_left_with(page, app):
    page.goto(app.url + "/?digit=8")
    expect(page.locator(".pipeline .ink .head")).to_have_text("test digit 8", timeout=120_000)
    at_rest(page, still=0.6)
    go_to(page, "Softmax")
    page.get_by_role("tab", name="Where evidence comes from").click()
    digit = page.get_by_test_id("stMain").get_by_role("spinbutton", name="Test digit")
    for number in ("5", "6"):
        digit.fill(number)
        digit.press("Enter")
        expect(page).to_have_url(re.compile(f"digit={number}"))
        at_rest(page)
    page.go_back()  # not to the 5
    expect(page).to_have_url(app.url + "/?digit=8")
    expect(page.locator(".pipeline .ink .head")).to_have_text("test digit 8")
    at_rest(page, still=0.6)
    page.go_forward()
    expect(page).to_have_url(re.compile("/softmax.*digit=6"))
    expect(digit).to_have_value("6")


def test_back_to_the_sheet_keeps_the_drawing(page, app):
    page.goto(app.url + "/draw_a_digit")
    expect(page.get_by_text("trained in")).to_be_visible(timeout=120_000)
    wait_for_sheet(page)
    draw(page, [DOWN])
    answer = page.locator(".reading .big")
    expect(answer).to_have_text("1")
    expect(page).to_have_url(re.compile("strokes="))
    at_rest(page)
    drawn = page.url
    go_to(page, "Softmax")
    expect(page).to_have_url(re.compile("/softmax"))
    at_rest(page)
    page.go_back()
    expect(page).to_have_url(drawn)
    expect(answer).to_have_text("1")
    wait_for_sheet(page)
    draw(page, [[(60, 60), (60, 220)]])  # beside what is on the sheet
    page.wait_for_function("new URL(location.href).searchParams.get('strokes')?.split('.').length === 2")


def test_a_page_that_is_embedded_stays_so_where_a_link_leads_on(page, app):
    page.goto(app.url + "/softmax?embed=true")
    expect(page.get_by_text("What to notice")).to_be_visible()
    go_to(page, "Cross-entropy")
    expect(page).to_have_url(re.compile(r"/cross_entropy\?(.*&)?embed=true"))
    expect(page.get_by_text("lesson 3 of 9")).to_be_visible()
