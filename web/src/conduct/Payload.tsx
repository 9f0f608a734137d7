import { Button } from "@mantine/core";
import { w } from "../words";
import css from "./conduct.module.css";

const word = (of: Record<string, unknown>, name: string) => (typeof of[name] === "string" ? of[name] : "");

/** Payload shows what an inject brings, in the form of its channel: a letter, an article, a file, a script. */
export function Payload({ channel, payload }: { channel: string; payload: unknown }) {
  const p = w.conduct.payload;
  if (typeof payload !== "object" || payload === null) return null;
  const of = payload as Record<string, unknown>;
  const text = word(of, "text");
  switch (channel) {
    case "email":
      return (
        <article className={css.letter}>
          <h3>{word(of, "subject")}</h3>
          <p className={css.text}>{text}</p>
        </article>
      );
    case "press":
      return (
        <article className={css.letter} data-kind="press">
          <p className={css.soft}>{word(of, "outlet") || p.press}</p>
          <h3>{word(of, "headline")}</h3>
          <p className={css.text}>{text}</p>
        </article>
      );
    case "phone":
      return (
        <article className={css.letter}>
          <h3>{p.script}</h3>
          <p className={css.text}>{text}</p>
        </article>
      );
    case "file": {
      const name = word(of, "name");
      const base64 = word(of, "base64");
      // Never opened in the page: it is saved, under a type that no browser runs.
      return (
        <p>
          <Button component="a" variant="default" download={name} href={`data:application/octet-stream;base64,${base64}`}>
            {p.save(name)}
          </Button>
        </p>
      );
    }
    default:
      return (
        <details>
          <summary>{p.content}</summary>
          <pre className={css.raw}>{JSON.stringify(payload, null, 2)}</pre>
        </details>
      );
  }
}
