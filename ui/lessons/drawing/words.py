"""What the page to draw on says; no Streamlit, so that it can be tested alone."""

from mnist_core.drawing.stages import BOX, CENTRE, CROP, LINE, Stage

DRAWN = "drawn"
NAMES = {DRAWN: "as drawn", LINE: "line", CROP: "cropped", BOX: "20 × 20", CENTRE: "centred"}
SWITCHES = {"Line": LINE, "Crop": CROP, "Box": BOX, "Centre": CENTRE}
SAYS = {
    DRAWN: "the whole sheet on 28 × 28 pixels",
    LINE: "its lines made as wide as MNIST's",
    CROP: "cut to the ink",
    BOX: "scaled until its longer side is 20 pixels",
    CENTRE: "moved until its ink balances in the middle",
}


def picture(stage: Stage, answer: str) -> str:
    """Describe a stage's picture to those who cannot see it."""
    if not stage.done:
        return f"Left out: {SAYS[stage.step]}"
    return f"Your digit, {SAYS[stage.step]}; the model would answer {answer}"
