"""Photographs of digits on paper, drawn from pen strokes: what people hold before a phone, and what is on it.

Each kind is a function from strokes and chance to the bytes of a JPEG. All lengths are shares of the picture's longer
side, all greys shares of white, and everything is drawn by chance within what such photos show: where the digit
stands, how large, how wide and dark the pen, where the lamp is, how grainy, blurred and turned the picture, how hard
the JPEG squeezes it.
"""

import io
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

HEIGHT, WIDTH = 600, 720
SIDE = max(HEIGHT, WIDTH)


@dataclass(frozen=True)
class Scene:
    """What a photo shows: the reflectance of its ground, with everything that lies on it, and the light."""

    paper: np.ndarray  # (HEIGHT, WIDTH, 3)
    light: np.ndarray  # (HEIGHT, WIDTH)


def across(random):
    """Each place's share of the way across the picture in a direction of chance, about 0 to 1 and 0.5 in the middle."""
    angle = random.uniform(0, 2 * np.pi)
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    return 0.5 + ((columns - WIDTH / 2) * np.cos(angle) + (rows - HEIGHT / 2) * np.sin(angle)) / SIDE


def sheet(random, grey=(0.82, 0.95)):
    """A sheet that fills the picture, evenly lit, of nearly white paper."""
    tint = random.uniform(*grey) * np.array([1, random.uniform(0.97, 1), random.uniform(0.9, 1)])
    return Scene(np.ones((HEIGHT, WIDTH, 1)) * tint, np.ones((HEIGHT, WIDTH)))


def lines_of(strokes, random, size, middle=(0.5, 0.5), turn=5):
    """The strokes at so many shares of the longer side, turned a little, about a point: lists of (x, y) in pixels."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    angle = np.radians(random.uniform(-turn, turn))
    matrix = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    scale = size * SIDE / (high - low).max()
    place = np.array([WIDTH, HEIGHT]) * middle
    return [((line - (low + high) / 2) * scale) @ matrix.T + place for line in strokes]


def covered(lines, width):
    """How much of each pixel round pens of so many pixels cover, 0 to 1."""
    image = Image.new("L", (2 * WIDTH, 2 * HEIGHT))
    draw = ImageDraw.Draw(image)
    for line in lines:
        points = [(2 * x, 2 * y) for x, y in line.tolist()]
        draw.line(points, fill=255, width=max(1, round(2 * width)))
        for point in points:
            draw.circle(point, width, fill=255)
    return np.asarray(image.reduce(2), np.float64) / 255


def filled(points):
    """How much of each pixel a polygon of (x, y) in shares of the picture's sides covers."""
    image = Image.new("L", (2 * WIDTH, 2 * HEIGHT))
    ImageDraw.Draw(image).polygon([(2 * WIDTH * x, 2 * HEIGHT * y) for x, y in points], fill=255)
    return np.asarray(image.reduce(2), np.float64) / 255


def laid(ground, mask, colour):
    """Lay a colour on the ground where the mask is."""
    return ground * (1 - mask[..., None]) + mask[..., None] * np.asarray(colour, float)


def inked(scene, strokes, random, size=(0.35, 0.65), pen=(0.012, 0.03), dark=(0.08, 0.35), spread=0.06):
    """Write the digit with a pen: blue or black, as large and wide and dark as chance has it."""
    middle = 0.5 + random.uniform(-spread, spread, 2)
    lines = lines_of(strokes, random, random.uniform(*size), middle)
    mask = covered(lines, random.uniform(*pen) * SIDE)
    colour = random.uniform(*dark) * np.array([1, 1, random.choice([1.0, 2.0])])
    return replace(scene, paper=laid(scene.paper, mask, colour))


def smooth_noise(random, pixels):
    """Noise of standard deviation 1 whose specks are so many pixels wide."""
    noise = ndimage.gaussian_filter(random.normal(size=(HEIGHT, WIDTH)), pixels)
    return noise / noise.std()


def taken(scene, random, noise=(0.003, 0.01), blur=(0.4, 1.2), quality=(70, 95)):
    """Take the photo: blur, grain, and JPEG."""
    seen = scene.paper * scene.light[..., None]
    seen = ndimage.gaussian_filter(seen, (*[random.uniform(*blur)] * 2, 0))
    seen = seen + random.uniform(*noise) * random.normal(size=(HEIGHT, WIDTH, 1))
    image = Image.fromarray(np.uint8(255 * seen.clip(0, 1)))
    if random.random() < 0.5:
        image = image.convert("L")
    file = io.BytesIO()
    image.save(file, "JPEG", quality=int(random.uniform(*quality)))
    return file.getvalue()


def lamp(random, least=0.5):
    """The light of a lamp at one side."""
    return 1 - (1 - random.uniform(least, 0.8)) * across(random).clip(0, 1)


def pen(strokes, random):
    return taken(inked(sheet(random), strokes, random), random)


def ballpoint(strokes, random):
    return taken(inked(sheet(random), strokes, random, pen=(0.005, 0.008)), random)


def marker(strokes, random):
    return taken(inked(sheet(random), strokes, random, size=(0.4, 0.65), pen=(0.035, 0.055)), random)


def graphite(scene, strokes, random):
    """Write with a faint pencil, whose line is as rough as the paper."""
    middle = 0.5 + random.uniform(-0.06, 0.06, 2)
    mask = covered(lines_of(strokes, random, random.uniform(0.35, 0.65), middle), random.uniform(0.006, 0.014) * SIDE)
    rough = (1 + random.uniform(0.1, 0.4) * smooth_noise(random, 1)).clip(0, 1.6)
    strength = random.uniform(0.1, 0.25)
    return replace(scene, paper=scene.paper * (1 - strength * mask * rough)[..., None])


def pencil(strokes, random):
    scene = graphite(sheet(random), strokes, random)
    return taken(scene, random)


def pencil_under_a_lamp(strokes, random):
    scene = graphite(sheet(random), strokes, random)
    return taken(replace(scene, light=lamp(random)), random)


def grain(strokes, random):
    scene = inked(sheet(random), strokes, random, pen=(0.006, 0.03), dark=(0.1, 0.55))
    return taken(scene, random, noise=(0.012, 0.04))


def rough_paper(strokes, random):
    """Paper whose fibres show, evenly lit."""
    scene = sheet(random)
    fibres = 1 + random.uniform(0.01, 0.03) * smooth_noise(random, random.uniform(1, 3))
    return taken(inked(replace(scene, paper=scene.paper * fibres[..., None]), strokes, random), random)


def side_light(strokes, random):
    return taken(replace(inked(sheet(random), strokes, random), light=lamp(random, 0.35)), random)


def shadow(strokes, random):
    """A shadow with a soft edge over a part of the sheet."""
    place, soft = random.uniform(0.25, 0.75), random.uniform(0.004, 0.05)
    light = lamp(random, 0.6) * (1 - random.uniform(0.2, 0.45) / (1 + np.exp((place - across(random)) / soft)))
    return taken(replace(inked(sheet(random), strokes, random), light=light), random)


def corner_of(random, depth=(0.18, 0.32)):
    """Which pixels lie in a corner of chance, with how far it reaches: a mask 0 to 1."""
    points = [(-0.1, -0.1), (random.uniform(*depth) + 0.1, -0.1), (-0.1, random.uniform(*depth) + 0.1)]
    mask = filled(points)
    return mask[:: random.choice([1, -1]), :: random.choice([1, -1])]


def shadow_in_a_corner(strokes, random):
    edge = ndimage.gaussian_filter(corner_of(random, (0.25, 0.5)), random.uniform(1, 8))
    light = lamp(random, 0.7) * (1 - random.uniform(0.3, 0.6) * edge)
    return taken(replace(inked(sheet(random), strokes, random), light=light), random)


def thumb(strokes, random):
    """A thumb that holds the sheet, from a side or a corner."""
    scene = inked(sheet(random), strokes, random, size=(0.35, 0.55), spread=0.03)
    place, half = random.uniform(0, 1), random.uniform(0.07, 0.13)
    left = random.random() < 0.5
    tip, root = (random.uniform(0.08, 0.2), np.clip(place, 0.08, 0.92)), (-0.2, place + random.uniform(-0.15, 0.15))
    line = np.array([tip, root]) * [WIDTH, HEIGHT]
    if left:
        line[:, 0] = WIDTH - line[:, 0]
    mask = ndimage.gaussian_filter(covered([line], 2 * half * HEIGHT), 1)
    skin = random.uniform(0.35, 0.8) * np.array([1, 0.75, 0.62])
    shade = 1 - 0.25 * ndimage.gaussian_filter(mask, 12)
    light = lamp(random, 0.7) * np.where(mask > 0.5, 1, shade)
    return taken(Scene(laid(scene.paper, mask, skin), light), random)


def clip(strokes, random):
    """A clip at the sheet's edge: a black one, or one of bent wire."""
    scene = inked(sheet(random), strokes, random, size=(0.35, 0.55), spread=0.03)
    place, width, depth = random.uniform(0.1, 0.8), random.uniform(0.08, 0.2), random.uniform(0.08, 0.17)
    if random.random() < 0.5:
        corners = [(place, -0.1), (place + width, -0.1), (place + width, depth), (place, depth)]
        mask, colour = filled(corners), random.uniform(0.03, 0.3)
    else:
        inner = width / 3
        path = [
            (place, -0.05),
            (place, depth),
            (place + inner, depth),
            (place + inner, 0.03),
            (place + inner / 2, 0.03),
        ]
        mask, colour = covered([np.array(path) * [WIDTH, HEIGHT]], 0.007 * SIDE), random.uniform(0.3, 0.55)
    if random.random() < 0.5:
        mask = mask[::-1]
    return taken(replace(scene, paper=laid(scene.paper, mask, [colour] * 3), light=lamp(random, 0.7)), random)


def ruled(random, both):
    """Lined or squared paper, a little turned."""
    scene = sheet(random)
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    angle = np.radians(random.uniform(-6, 6))
    down, right = rows * np.cos(angle) + columns * np.sin(angle), columns * np.cos(angle) - rows * np.sin(angle)
    step = SIDE * (random.uniform(0.035, 0.06) if both else random.uniform(0.07, 0.11))
    mask = np.zeros((HEIGHT, WIDTH))
    for along in (down, right) if both else (down,):
        mask = np.maximum(mask, (1.2 - np.abs((along + step / 3) % step - step / 2)).clip(0, 1))
    colour = scene.paper[0, 0] * (1 - random.uniform(0.1, 0.28) * np.array([1, 0.8, 0.5]))
    return replace(scene, paper=laid(scene.paper, mask, colour), light=lamp(random))


def lined(strokes, random):
    return taken(inked(ruled(random, False), strokes, random, dark=(0.05, 0.25)), random)


def squared(strokes, random):
    return taken(inked(ruled(random, True), strokes, random, dark=(0.05, 0.25)), random)


def desk(strokes, random):
    """A white sheet on a desk that is darker, plain or of wood."""
    written = inked(sheet(random), strokes, random, size=(0.25, 0.42), pen=(0.01, 0.025), spread=0.03)
    wide, high = random.uniform(0.27, 0.44), random.uniform(0.33, 0.46)
    corners = np.array([(-wide, -high), (wide, -high), (wide, high), (-wide, high)]) + random.uniform(
        -0.02, 0.02, (4, 2)
    )
    angle = np.radians(random.uniform(-10, 10))
    matrix = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    pixels = (corners * [WIDTH, HEIGHT]) @ matrix.T / [WIDTH, HEIGHT]
    mask = filled(0.5 + pixels + random.uniform(-0.03, 0.03, 2))
    wood = random.uniform(0.08, 0.4) * np.array([1, random.uniform(0.75, 1), random.uniform(0.5, 1)])
    veins = 1 + random.uniform(0, 0.25) * np.sin(40 * across(random) + 2 * smooth_noise(random, 20))
    ground = laid(wood * veins[..., None], mask, [0, 0, 0]) + written.paper * mask[..., None]
    return taken(replace(written, paper=ground, light=lamp(random)), random)


def board(strokes, random):
    """Chalk on a board."""
    scene = replace(sheet(random, (0.12, 0.25)), light=lamp(random))
    scene = inked(scene, strokes, random, dark=(0.6, 0.9), pen=(0.012, 0.025))
    wiped = 1 + 0.1 * smooth_noise(random, 30)
    return taken(replace(scene, paper=scene.paper * wiped[..., None]), random)


def blurred(strokes, random):
    return taken(replace(inked(sheet(random), strokes, random), light=lamp(random)), random, blur=(2, 5))


def squeezed(strokes, random):
    return taken(replace(inked(sheet(random), strokes, random), light=lamp(random)), random, quality=(15, 35))


def several(strokes, random):
    """The digit, and beside it something smaller that is not part of it: a ring or a short word."""
    scene = inked(sheet(random), strokes, random, size=(0.35, 0.45), spread=0)
    right, top = random.choice([0.1, 0.9]), random.uniform(0.2, 0.8)
    turn = np.linspace(0, 2 * np.pi, 40)
    size = random.uniform(0.07, 0.09) * SIDE
    ring = np.stack([np.cos(turn), np.sin(turn)], axis=1) * size + np.array([right * WIDTH, top * HEIGHT])
    mask = covered([ring], random.uniform(0.012, 0.03) * SIDE)
    return taken(replace(scene, paper=laid(scene.paper, mask, [0.2] * 3)), random)


KINDS = {
    "pen": pen,
    "ballpoint": ballpoint,
    "marker": marker,
    "faint pencil": pencil,
    "pencil under a lamp": pencil_under_a_lamp,
    "grain": grain,
    "rough paper": rough_paper,
    "light from a side": side_light,
    "shadow": shadow,
    "shadow in a corner": shadow_in_a_corner,
    "thumb": thumb,
    "clip": clip,
    "lined paper": lined,
    "squared paper": squared,
    "sheet on a desk": desk,
    "chalk on a board": board,
    "out of focus": blurred,
    "hard JPEG": squeezed,
    "several shapes": several,
}
