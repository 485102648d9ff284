"""The room of a class as it is seen: by a pupil, by the teacher, and on the projector."""
