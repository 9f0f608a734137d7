import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { api, take } from "../base/api";
import { enter } from "../base/session";
import { Empty, Failure, Loading } from "../base/states";
import { w } from "../words";
import { Gate } from "./Gate";
import { inside } from "./next";
import { unpack, type Trip } from "./provider";

/** ProviderReturn is where the provider sends the browser back to. It hands the answer to the node and leads on. */
export function ProviderReturn() {
  const { code, state, error } = useSearch({ from: "/sign-in/provider" });
  const client = useQueryClient();
  const navigate = useNavigate();
  const act = useMutation({
    meta: { entry: true },
    mutationFn: async ({ trip }: { trip: Trip }) => {
      const body = { ticket: trip.ticket, state: state ?? "", code: code ?? "" };
      if (trip.purpose === "enter") enter(client, await take(api.POST("/session/provider", { body })));
      else await take(api.POST("/methods/provider", { body }));
      await navigate({ href: inside(trip.next), replace: true });
    },
  });
  const begun = useRef(false);
  const { mutate } = act;
  const [stray, setStray] = useState(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true; // the answer is good once
    const trip = unpack();
    // Whatever comes of it, the code does not stay in the address.
    window.history.replaceState(window.history.state, "", window.location.pathname);
    if (trip && code && state && !error) mutate({ trip });
    else setStray(true);
  }, [code, state, error, mutate]);
  return (
    <Gate title={w.account.provider.back} lead={w.account.signInLead}>
      {act.error ? <Failure of={act.error} /> : stray ? <Empty title={w.account.provider.stray} text={w.account.provider.strayText} /> : <Loading />}
      {(act.error || stray) && <Link to="/sign-in">{w.account.toSignIn}</Link>}
    </Gate>
  );
}
