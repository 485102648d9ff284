"""The projector's page: what the class may see, large, one thing at a time."""

from ui import page, rooms
from ui.classroom import projector
from ui.contents import PROJECTOR

page.open_room_page(PROJECTOR)
rooms.answered(projector.show)
page.close_room_page()
