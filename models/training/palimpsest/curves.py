"""The curve of a training run as a PNG, drawn with Pillow."""

import io
import math

from PIL import Image, ImageDraw

WIDTH, HEIGHT, LEFT, MARGIN, GAP = 900, 640, 70, 30, 50
# Colours that people with any colour vision tell apart (Okabe and Ito).
LOSSES = [("train", "loss", "training loss", (0, 114, 178)), ("validation", "loss", "held-out loss", (213, 94, 0))]
SCORES = [("validation", "f1", "F1 pooled", (0, 158, 115)), ("validation", "f1_mean", "F1 per picture", (204, 121, 167)),
          ("validation", "f1_best", "best F1", (86, 180, 233)), ("validation", "auc", "AUC", (230, 159, 0)),
          ("validation", "alarms", "authentic flagged", (120, 120, 120))]


def draw(rows):
    """PNG bytes: loss above, held-out metrics below, over training minutes; ``rows`` as in log.csv."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(image)
    middle = HEIGHT // 2
    minutes = max([number(row.get("minutes")) for row in rows] + [1e-9])
    panel(pen, rows, LOSSES, MARGIN, middle - GAP // 2, minutes, None)
    panel(pen, rows, SCORES, middle + GAP // 2, HEIGHT - GAP, minutes, 1.0)
    pen.text((WIDTH // 2 - 60, HEIGHT - 20), "training time [minutes]", fill="black")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def number(text):
    """The number in a cell; 0 for an empty one."""
    return float(text) if text not in (None, "") else 0.0


def panel(pen, rows, series, top, bottom, minutes, highest):
    """One panel with axes, legend and lines; values from 0 to ``highest`` (None: to the largest one)."""
    lines = []
    for event, key, title, colour in series:
        points = [(number(row["minutes"]), float(row[key])) for row in rows
                  if row["event"] == event and row.get(key) not in (None, "")]
        lines.append((title, colour, [p for p in points if math.isfinite(p[1])]))
    if highest is None:
        highest = max([p[1] for _, _, points in lines for p in points] + [1e-9])
    right = WIDTH - MARGIN
    for i in range(5):
        y = bottom - (bottom - top) * i / 4
        pen.line([(LEFT, y), (right, y)], fill=(225, 225, 225))
        pen.text((8, y - 6), f"{highest * i / 4:.3g}", fill="black")
        x = LEFT + (right - LEFT) * i / 4
        pen.text((x - 8, bottom + 4), f"{minutes * i / 4:.3g}", fill="black")
    pen.rectangle([LEFT, top, right, bottom], outline="black")
    for index, (title, colour, points) in enumerate(lines):
        places = [(LEFT + (right - LEFT) * x / minutes, bottom - (bottom - top) * min(y / highest, 1.0))
                  for x, y in points]
        if len(places) > 1:
            pen.line(places, fill=colour, width=2)
        if event_marks(places):
            for x, y in places:
                pen.ellipse([x - 2, y - 2, x + 2, y + 2], fill=colour)
        pen.text((LEFT + 8 + index * 150, top - 14), title, fill=colour)


def event_marks(places):
    """Dots for single readings only as long as they do not run into each other."""
    return len(places) <= 100
