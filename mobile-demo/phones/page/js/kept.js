// What the browser keeps for this page: choices and what was just done for good, the place and what is typed for the tab.

const store = (kind) => {
  try {
    return kind === 'tab' ? sessionStorage : localStorage;
  } catch {
    return null; // A browser that keeps nothing still shows the page.
  }
};

export function saved(name, kind) {
  try {
    return store(kind)?.getItem(name) ?? null;
  } catch {
    return null;
  }
}

export function save(name, value, kind) {
  try {
    store(kind)?.setItem(name, value);
  } catch {
    // The choice then lasts until the page is closed.
  }
}
