// Every sentence that the console shows, in Czech: one file for each room, of
// the shape of the English ones. English is not spread in, so that a missing
// sentence fails the type check.

import type { Words } from "../index";
import { account } from "./account";
import { admin } from "./admin";
import { agreement } from "./agreement";
import { audience } from "./audience";
import * as base from "./base";
import { number } from "./count";
import { desk, redact } from "./desk";
import { peers } from "./federation";
import { feed } from "./feed";
import { importing } from "./import";
import { intel } from "./intel";
import { journal } from "./journal";
import { keyring } from "./keys";
import { ledger } from "./ledger";
import { release } from "./release";
import { card, start } from "./start";
import { dashboard, figures, report } from "./report";
import texts from "./texts.json" with { type: "json" };
import { assist } from "./assist";
import { conduct } from "./conduct";
import { reaction } from "./reaction";
import { crisis } from "./crisis";
import { duty } from "./duty";
import { playbook } from "./playbook";
import { exercise } from "./exercise";
import { expert } from "./expert";
import { aftermath } from "./aftermath";
import { lesson } from "./lesson";
import { training } from "./training";
import { incident } from "./incident";
import { terms } from "./terms";
import { library } from "./library";
import { msel } from "./msel";
import { notify } from "./notify";
import { template } from "./template";
import { directory } from "./directory";
import { alert, situation, warning } from "./warning";
import { watch } from "./watch";

export const cs: Words = {
  locale: "cs-CZ",
  product: "Entente",
  number,
  texts,
  ...base,
  account,
  admin,
  journal,
  desk,
  redact,
  watch,
  feed,
  intel,
  audience,
  release,
  import: importing,
  agreement,
  duty,
  playbook,
  directory,
  expert,
  training,
  aftermath,
  lesson,
  incident,
  warning,
  exercise,
  alert,
  situation,
  terms,
  assist,
  conduct,
  reaction,
  crisis,
  library,
  msel,
  notify,
  template,
  ledger,
  peers,
  keyring,
  card,
  start,
  dashboard,
  report,
  figures,
};
