"""Pages as a scanner at 200 dpi leaves them, skewed, noisy, unevenly lit, pressed by JPEG: drawn here, so free to use."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

SIZE = (1654, 2339)
INK, RED, PAPER = (38, 36, 40), (196, 38, 36), (250, 248, 242)
_FACE = Path(__file__).parents[2] / "resources" / "fonts" / "NotoSansSC-Regular.ttf"
_TEXT = (
    "各镇人民政府、各街道办事处，区级机关各部门：为进一步提高机关办事效率，规范公文轮阅、领导批示和政务督查工作，"
    "经区政府同意，现就有关事项通知如下。一、收文须当日登记，特急件随到随办，承办单位应当在三个工作日内反馈办理情况。"
    "二、基层单位网络条件有限的，可以先阅简版，确有需要再取原件。三、各单位要指定专人负责，逐级落实责任，确保件件有着落。"
)


def face(points: float) -> ImageFont.FreeTypeFont:
    """The type at a size in points, as a page of 200 dpi shows it."""
    return ImageFont.truetype(str(_FACE), round(points * 200 / 72))


def _paper() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    page = Image.new("RGB", SIZE, PAPER)
    return page, ImageDraw.Draw(page)


def _lines(draw: ImageDraw.ImageDraw, top: int, count: int, points: float = 16, ink: tuple[int, int, int] = INK) -> int:
    font, step = face(points), round(points * 200 / 72 * 1.75)
    room = int((SIZE[0] - 2 * 220) / (points * 200 / 72))
    for n in range(count):
        begin = n * room % len(_TEXT)
        draw.text((220, top + n * step), (_TEXT * 3)[begin : begin + room], ink, font)
    return top + count * step


def text() -> Image.Image:
    """A page of text and nothing else."""
    page, draw = _paper()
    _lines(draw, 240, 22)
    return page


def red_head() -> Image.Image:
    """The first page of a document: red head and line, text, and a seal over the date."""
    page, draw = _paper()
    draw.text((SIZE[0] / 2, 330), "海曙区人民政府办公室文件", RED, face(36), anchor="mm")
    draw.text((SIZE[0] / 2, 520), "海政办发〔2026〕12号", INK, face(16), anchor="mm")
    draw.line((220, 580, SIZE[0] - 220, 580), RED, 5)
    bottom = _lines(draw, 680, 14)
    draw.text((SIZE[0] - 640, bottom + 130), "2026年11月22日", INK, face(16))
    return _sealed(page, (SIZE[0] - 520, bottom + 160))


def _sealed(page: Image.Image, middle: tuple[int, int]) -> Image.Image:
    seal = Image.new("RGB", SIZE, (255, 255, 255))
    draw = ImageDraw.Draw(seal)
    x, y = middle
    draw.ellipse((x - 165, y - 165, x + 165, y + 165), outline=(214, 52, 48), width=10)
    draw.text((x, y), "★", (214, 52, 48), face(30), anchor="mm")
    draw.text((x, y + 92), "海曙区人民政府办公室", (214, 52, 48), face(9), anchor="mm")
    return ImageChops.multiply(page, seal)


def photograph() -> Image.Image:
    """A page most of which is a photograph."""
    page, draw = _paper()
    sky = Image.linear_gradient("L").resize((1200, 1300))
    soft = Image.effect_noise((150, 162), 90).filter(ImageFilter.GaussianBlur(3)).resize((1200, 1300))
    shot = Image.merge("RGB", (ImageChops.add(sky, soft, 2), ImageChops.blend(sky, soft, 0.4), ImageChops.invert(sky)))
    page.paste(shot, (227, 300))
    _lines(draw, 1700, 4)
    return page


def pencil() -> Image.Image:
    """Notes in pencil, faint on the paper."""
    page, draw = _paper()
    _lines(draw, 240, 20, ink=(196, 194, 190))
    return page


def table() -> Image.Image:
    """A table with grey shading in its head and every other row."""
    page, draw = _paper()
    font = face(12)
    for row in range(26):
        top = 260 + row * 70
        if row == 0 or row % 2 == 0:
            draw.rectangle((220, top, SIZE[0] - 220, top + 70), (186, 186, 186) if row == 0 else (224, 224, 224))
        for column in range(5):
            left = 220 + column * 243
            draw.rectangle((left, top, left + 243, top + 70), outline=INK, width=2)
            draw.text((left + 12, top + 14), _TEXT[(row * 5 + column) * 3 % 90 :][:5], INK, font)
    return page


def scanned(page: Image.Image, seed: int = 0, *, angle: float = 0.7, noise: float = 9) -> Image.Image:
    """The page as the glass of a scanner gives it: turned a little, soft, noisy, darker to one side, with dust."""
    turned = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=PAPER).filter(ImageFilter.GaussianBlur(0.7))
    shade = Image.linear_gradient("L").rotate(90).resize(SIZE).point(lambda v: 255 - v * 28 // 255)
    turned = ImageChops.multiply(turned, Image.merge("RGB", (shade,) * 3))
    draw = ImageDraw.Draw(turned)
    for n in range(160):
        x, y = (n * 7919 + seed * 131) % SIZE[0], (n * 104729 + seed * 17) % SIZE[1]
        draw.ellipse((x, y, x + n % 3, y + n % 2), (90, 88, 86))
    grain = Image.effect_noise(SIZE, noise)
    return ImageChops.add(turned, Image.merge("RGB", (grain,) * 3), 1, -128)


PAGES: dict[str, Callable[[], Image.Image]] = {
    "text": text,
    "red head and seal": red_head,
    "photograph": photograph,
    "pencil": pencil,
    "shaded table": table,
}


def pdf(pages: Sequence[Image.Image], quality: int = 75) -> bytes:
    """These pages as a scanner's PDF."""
    out = io.BytesIO()
    first, *others = (page.copy() for page in pages)  # Pillow remembers on an image how it was saved last
    first.save(out, "PDF", save_all=True, append_images=others, resolution=200, quality=quality)
    return out.getvalue()


def picture(page: Image.Image, form: str = "JPEG", **how: int | str) -> bytes:
    """One page as a picture."""
    out = io.BytesIO()
    page.save(out, form, **how)
    return out.getvalue()
