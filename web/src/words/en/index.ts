// Every sentence that the console shows, in English: one file for each room.
// Another language is another folder of the same shape.

import * as base from "./base";
import { account } from "./account";
import { agreement } from "./agreement";
import { audience } from "./audience";
import { feed } from "./feed";
import { importing } from "./import";
import { intel } from "./intel";
import { ledger } from "./ledger";
import { peers } from "./federation";
import { release } from "./release";
import { dashboard, figures, report } from "./report";

export const en = {
  locale: "en-GB",
  product: "Entente",
  number: (n: number) => n.toLocaleString("en-GB"),
  ...base,
  account,
  feed,
  intel,
  audience,
  release,
  import: importing,
  agreement,
  ledger,
  peers,
  dashboard,
  report,
  figures,
};
