// Tells the server of another theme than it has drawn in: Streamlit itself would leave its charts in the old colours.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".theme");
  const [red, green, blue] = getComputedStyle(root).backgroundColor.match(/\d+/g).map(Number);
  const theme = red + green + blue < 3 * 128 ? "dark" : "light";
  if (theme !== data.theme && theme !== root.told) setTriggerValue("theme", theme);
  root.told = theme;
}
