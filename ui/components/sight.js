// Holds the place of a chart, and says once that it has come into view: a library is loaded only where it is looked at.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".sight");
  root.setAttribute("role", "figure");
  root.setAttribute("aria-label", data.alt);
  root.style.height = `${data.height}px`;
  if (root.watch) return;
  root.watch = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    root.watch.disconnect();
    setTriggerValue("seen", true);
  });
  root.watch.observe(root);
}
