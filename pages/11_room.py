"""A pupil's page: join a class by its code, and take part in what it does."""

from ui import page, rooms
from ui.classroom import pupil
from ui.contents import JOIN

page.open_room_page(JOIN)
rooms.answered(pupil.show)
page.close_room_page()
