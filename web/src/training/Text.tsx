import Markdown from "react-markdown";
import { hides } from "../agreement/hides";
import css from "./training.module.css";

const marks = ["h1", "h2", "p", "strong", "em", "ul", "ol", "li", "br"];

/** Text shows what a lesson says by plain marks of Markdown; other marks, links among them, stand as the words that they hold. */
export function Text({ children }: { children: string }) {
  if (hides(children)) return <p className={css.plain}>{children}</p>;
  return (
    <div className={css.prose}>
      <Markdown allowedElements={marks} unwrapDisallowed components={{ h1: "h3", h2: "h4" }}>
        {children}
      </Markdown>
    </div>
  );
}
