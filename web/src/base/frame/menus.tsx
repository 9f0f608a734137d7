import { Menu, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { w } from "../../words";
import { languages, type Language } from "../../words/language";
import { CheckIcon, KeyboardIcon, SunIcon, UserIcon } from "../icons";
import { useLanguage } from "../Language";
import { leave, useSession } from "../session";
import css from "./frame.module.css";

/** SchemeMenu chooses light, dark, or what the machine says. */
export function SchemeMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const choices: [MantineColorScheme, string][] = [
    ["auto", w.frame.schemeAuto],
    ["light", w.frame.schemeLight],
    ["dark", w.frame.schemeDark],
  ];
  return (
    <Menu>
      <Menu.Target>
        <button type="button" className={css.tool} aria-label={w.frame.scheme} title={w.frame.scheme}>
          <SunIcon />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{w.frame.scheme}</Menu.Label>
        {choices.map(([scheme, name]) => (
          <Menu.Item key={scheme} onClick={() => setColorScheme(scheme)} rightSection={colorScheme === scheme ? <CheckIcon size={14} /> : null} aria-current={colorScheme === scheme || undefined}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** LanguageMenu chooses the language; everything on the page is in it at once. */
export function LanguageMenu() {
  const { language, choose } = useLanguage();
  return (
    <Menu>
      <Menu.Target>
        <button type="button" className={css.tool} aria-label={`${w.frame.language}: ${languages[language]}`} title={w.frame.language}>
          <span className={css.language}>{language.toUpperCase()}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{w.frame.language}</Menu.Label>
        {(Object.keys(languages) as Language[]).map((l) => (
          <Menu.Item key={l} lang={l} onClick={() => void choose(l)} rightSection={language === l ? <CheckIcon size={14} /> : null} aria-current={language === l || undefined}>
            {languages[l]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** UserMenu shows who is signed in, and the way out. */
export function UserMenu({ onHelp }: { onHelp: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { user } = useSession();
  const out = useMutation({
    mutationFn: () => leave(client),
    onSuccess: () => navigate({ to: "/sign-in" }),
  });
  return (
    <Menu>
      <Menu.Target>
        <button type="button" className={css.tool} aria-label={w.frame.userMenu(user.display)}>
          <UserIcon />
          <span className={css.userName}>{user.display}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user.name} · {w.frame.roles(user.roles.join(", "))}
        </Menu.Label>
        <Menu.Item leftSection={<KeyboardIcon size={16} />} onClick={onHelp} rightSection={<kbd>?</kbd>}>
          {w.frame.help}
        </Menu.Item>
        <Menu.Item onClick={() => void navigate({ to: "/account" })}>{w.account.page}</Menu.Item>
        <Menu.Item onClick={() => void navigate({ to: "/start" })}>{w.frame.start}</Menu.Item>
        <Menu.Item onClick={() => void navigate({ to: "/card" })}>{w.frame.card}</Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => out.mutate()}>{w.frame.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
