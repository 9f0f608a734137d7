import Markdown from "react-markdown";
import css from "./agreement.module.css";
import { hides } from "./hides";

const marks = ["p", "strong", "em", "ul", "ol", "li", "br", "hr"];

/** Prose shows the Markdown of a clause by its plain marks; other marks stand as the words that they hold. */
export function Prose({ children }: { children: string }) {
  if (hides(children)) return <p className={css.clause}>{children}</p>;
  return (
    <div className={css.prose}>
      <Markdown allowedElements={marks} unwrapDisallowed>
        {children}
      </Markdown>
    </div>
  );
}
