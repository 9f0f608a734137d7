// Every sentence that the console shows, in English: one file for each room.
// Another language is another folder of the same shape.

import * as base from "./base";
import { account } from "./account";
import { admin } from "./admin";
import { agreement } from "./agreement";
import { assist } from "./assist";
import { audience } from "./audience";
import { desk, redact } from "./desk";
import { feed } from "./feed";
import { importing } from "./import";
import { journal } from "./journal";
import { intel } from "./intel";
import { keyring } from "./keys";
import { ledger } from "./ledger";
import { peers } from "./federation";
import { release } from "./release";
import { card, start } from "./start";
import { dashboard, figures, report } from "./report";
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

export const en = {
  locale: "en-GB",
  product: "Entente",
  number: (n: number) => n.toLocaleString("en-GB"),
  /** What the node says, by its English format; English needs none. */
  texts: {} as Record<string, string>,
  ...base,
  account,
  desk,
  redact,
  watch,
  admin,
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
  journal,
  ledger,
  peers,
  keyring,
  dashboard,
  report,
  figures,
  card,
  start,
};
