// A link, a picture, HTML, the label of a block of code and a character written
// by its number are words of a text that its Markdown would not show.
const hidden = /[[\]<>`]|~~~|&[#\w]/;

/** hides tells whether a text holds what Markdown would keep from the reader. What is signed is what is read, so such a text is shown as it is written. */
export function hides(text: string): boolean {
  return hidden.test(text);
}
