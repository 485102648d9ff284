"""The teacher's page: open a room, see who is there, and steer it."""

from ui import page, rooms
from ui.classroom import teacher
from ui.contents import TEACH

teacher.follow_link()
page.open_room_page(TEACH)
rooms.answered(teacher.show)
page.close_room_page()
