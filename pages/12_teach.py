"""The teacher's page: open a room, see who is there, and steer it."""

from ui import page
from ui.classroom import teacher
from ui.contents import TEACH

teacher.follow_link()
page.open_room_page(TEACH)
teacher.show()
page.close_room_page()
