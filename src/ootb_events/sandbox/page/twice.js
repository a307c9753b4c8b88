// A button that asks once more before it does what cannot be undone.

const PATIENCE = 3000;

/** Call `act()` at the second click; the button shows `question` in between. */
export function atSecondClick(button, question, act) {
  const label = button.textContent;
  let timer = null;

  function forget() {
    clearTimeout(timer);
    timer = null;
    button.textContent = label;
  }

  button.addEventListener("click", () => {
    if (timer !== null) {
      forget();
      act();
      return;
    }
    button.textContent = question;
    timer = setTimeout(forget, PATIENCE);
  });
}
