import { Button, Loader } from "@mantine/core";
import type { ReactNode } from "react";
import { w } from "../words";
import { WarnIcon } from "./icons";
import { advice, asProblem, detailOf, titleOf } from "./problem";
import css from "./states.module.css";

/** Loading holds a place until data comes. */
export function Loading() {
  return (
    <div className={css.state} role="status">
      <Loader size="xs" aria-hidden="true" />
      <span>{w.state.loading}…</span>
    </div>
  );
}

/** Empty says that there is nothing, and what to do about it. */
export function Empty({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className={css.empty}>
      <p className={css.strong}>{title}</p>
      <p>{text}</p>
      {children}
    </div>
  );
}

/** Failure says what went wrong, what to do, and under which reference the node's log has the cause. */
export function Failure({ of, retry, quiet }: { of: unknown; retry?: () => void; quiet?: boolean }) {
  const p = asProblem(of);
  const todo = advice(p);
  return (
    <div className={css.failure} role={quiet ? undefined : "alert"}>
      <WarnIcon />
      <div>
        <p className={css.strong}>{detailOf(p) || titleOf(p)}</p>
        {p.problem.detail !== "" && <p className={css.soft}>{titleOf(p)}{todo && `. ${todo}`}</p>}
        {p.problem.instance !== "" && <p className={css.reference}>{w.state.reference(p.problem.instance.replace("request:", ""))}</p>}
        {retry && (
          <Button variant="default" onClick={retry} mt="xs">
            {w.state.retry}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Queried is as much of a query as a page needs. */
export interface Queried<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

/** Ready draws its children with a query's data. Data once seen stays while a renewal fails; the failure stands above it. */
export function Ready<T>({ of, children }: { of: Queried<T>; children: (data: T) => ReactNode }) {
  if (of.data === undefined) {
    if (of.error) return <Failure of={of.error} retry={() => void of.refetch()} />;
    return <Loading />;
  }
  return (
    <>
      {of.error ? <Failure of={of.error} retry={() => void of.refetch()} quiet /> : null}
      {children(of.data)}
    </>
  );
}
