import { Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { CheckIcon } from "../base/icons";
import { chosen, enterRealm, type RealmLook } from "../base/realm";
import { useSession } from "../base/session";
import css from "../base/frame/frame.module.css";
import { lookup, w } from "../words";
import { practicesQuery } from "../training/practice";
import { inOwn } from "../warning/standing";
import { exercisesQuery } from "./queries";

/** RealmMenu says which realm the page is in, and is the way into another: what is live, or an exercise in which the person takes part. */
export function RealmMenu({ look }: { look: RealmLook }) {
  const me = useSession();
  const navigate = useNavigate();
  const [opened, setOpened] = useState(false);
  const query = useQuery({ ...exercisesQuery, enabled: opened });
  const own = (query.data?.items ?? []).flatMap((x) => (x.state === "open" ? x.members.filter((m) => m.person === me.user.id).map((m) => ({ x, m })) : []));
  const practices = useQuery({ ...practicesQuery(false), enabled: opened }).data?.items.filter((x) => x.state === "open" && x.realm) ?? [];
  const here = chosen();
  return (
    <Menu opened={opened} onChange={setOpened}>
      <Menu.Target>
        <button type="button" className={css.realm} data-live={look.live || undefined}>
          <span className="unseen">{w.frame.realm} </span>
          {look.badge}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{w.frame.realm}</Menu.Label>
        <Menu.Item onClick={() => here !== "live" && enterRealm("live")} rightSection={here === "live" ? <CheckIcon size={14} /> : null} aria-current={here === "live" || undefined}>
          {w.exercise.toLive}
        </Menu.Item>
        {own.map(({ x, m }) => (
          <Menu.Item key={x.id} onClick={() => here !== x.id && enterRealm(x.id)} rightSection={here === x.id ? <CheckIcon size={14} /> : null} aria-current={here === x.id || undefined}>
            {w.exercise.into(x.name)} <span className={css.soft}>{lookup(w.exercise.cell, m.cell)}</span>
          </Menu.Item>
        ))}
        {practices.map((x) => (
          <Menu.Item key={x.realm} onClick={() => here !== x.realm && enterRealm(x.realm ?? "", x.lesson?.link ?? "/")} rightSection={here === x.realm ? <CheckIcon size={14} /> : null} aria-current={here === x.realm || undefined}>
            {inOwn(x.title)} <span className={css.soft}>{w.training.practice.title}</span>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => (here === "live" ? void navigate({ to: "/exercises" }) : enterRealm("live", "/exercises"))}>{w.exercise.all}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
