// Whether the list must not move now: somebody is reading it, or about to click into it.

let pressed = false;
addEventListener("pointerdown", () => (pressed = true), true);
addEventListener("pointerup", () => (pressed = false), true);
addEventListener("pointercancel", () => (pressed = false), true);

/** Say whether a click is under way: what is replaced now would not hear of it. */
export function isPressed() {
  return pressed;
}

const REST = 1000;
const TOP = 8;

export class Stillness {
  #pane;
  #list;
  #moved = -REST;
  #timer = null;

  /** `settled()` is called when the list may have become free to move. */
  constructor(pane, list, settled) {
    this.#pane = pane;
    this.#list = list;
    const later = () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(settled, REST + 20);
    };
    list.addEventListener("pointermove", () => {
      this.#moved = performance.now();
      later();
    });
    list.addEventListener("focusout", later);
    pane.addEventListener("scroll", later, { passive: true });
    addEventListener("scroll", later, { passive: true });
  }

  /** Say whether the list is being read. */
  get needed() {
    return this.#scrolled() || this.#selected() || this.#focused() ||
      performance.now() - this.#moved < REST;
  }

  #scrolled() {
    return this.#pane.scrollTop > TOP || this.#list.getBoundingClientRect().top < -TOP;
  }

  #selected() {
    const selection = document.getSelection();
    return Boolean(selection && !selection.isCollapsed && this.#list.contains(selection.anchorNode));
  }

  #focused() {
    return this.#list.contains(document.activeElement);
  }
}
