// Keeps a setting in the address, so that a link opens with it, or drops it (null); the server need not know.
export function remember(name, value) {
  const address = new URL(window.location.href);
  if (value === null) address.searchParams.delete(name);
  else address.searchParams.set(name, value);
  window.history.replaceState(window.history.state, "", address);
}
