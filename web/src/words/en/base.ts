export const nav = {
  label: "Rooms",
  watch: "Watch",
  feed: "Feed",
  import: "Import",
  releases: "Releases",
  agreements: "Agreements",
  ledger: "Ledger",
  peers: "Peers",
  dashboard: "Dashboard",
  reports: "Reports",
  admin: "Admin",
  journal: "Journal",
  skip: "Skip to the content",
};

export const frame = {
  realm: "Realm",
  live: "LIVE",
  exercise: "EXERCISE",
  exerciseBanner: (realm: string) => `EXERCISE ${realm} · nothing on this page is real`,
  scheme: "Colours",
  schemeAuto: "Automatic",
  schemeLight: "Light",
  schemeDark: "Dark",
  language: "Language",
  userMenu: (name: string) => `Account of ${name}`,
  signOut: "Sign out",
  roles: (roles: string) => `Roles: ${roles}`,
  help: "Keyboard",
  start: "First hour",
  card: "Quick card",
  version: (v: string) => `Version ${v}`,
};

export const link = {
  live: "connected",
  opening: "connecting",
  down: "link down, retrying",
  downLong: "The link to the node is down. What you see is what was here before; it will catch up by itself.",
  liveLong: "The page follows the node as things happen.",
};

export const keys = {
  title: "Keyboard",
  intro: "Letters work anywhere outside a text field.",
  help: "Show this list",
  search: "Search the feed",
  palette: "Go anywhere, search a value, act",
  go: (room: string) => `Go to: ${room}`,
  down: "Next line",
  up: "Line before",
  open: "Open the line",
};

export const palette = {
  title: "Go, search, act",
  label: "What do you want to do?",
  hint: "A room, a value such as 198.51.100.7, a party, an agreement, an act",
  acts: "On this page",
  go: "Go to",
  values: "Objects with this value",
  agreements: "Agreements",
  parties: "Parties",
  settings: "Settings",
  searchFor: (q: string) => `Search everything for “${q}”`,
  searching: "Searching",
  nothing: "Nothing here answers to that. Enter searches all objects for it.",
  useLanguage: (name: string) => `Language: ${name}`,
  useScheme: (name: string) => `Colours: ${name}`,
  open: "Open the palette",
  legend: "↑ ↓ choose · Enter do it · Esc close",
};

export const state = {
  loading: "Loading",
  retry: "Try again",
  reference: (ref: string) => `Reference for the administrator: ${ref}`,
  more: "Load older",
  end: "That is all there is.",
  copied: "Copied",
  copy: "Copy",
  cancel: "Cancel",
  close: "Close",
  none: "none",
  yes: "yes",
  no: "no",
  notYet: "not yet",
  notPermitted: (act: string) => `Your account has no role that permits “${act}”. An administrator of this node can give one.`,
  notFoundTitle: "There is no such page",
  notFoundText: "The address may be mistyped, or the thing is not for you to see.",
  toWatch: "Go to the watch",
};

export const problem = {
  link: "The node does not answer",
  linkText: "Check that the node runs and that this machine reaches it. The page tries again by itself.",
  broken: "The page failed",
  brokenText: "This is a fault of the console. Reload the page; if it comes back, tell the administrator what you did.",
  unknown: "Something failed",
  titles: {
    invalid: "The input is wrong",
    "not-found": "Not found",
    conflict: "It disagrees with what is there",
    denied: "Not permitted",
    unauthenticated: "Not signed in",
    "too-large": "Too large",
    busy: "Busy",
    unsupported: "Not supported",
    internal: "Internal error",
  } as Record<string, string>,
  denied: "Ask an administrator of this node for a role that permits it.",
  unauthenticated: "Sign in again.",
  conflict: "Load the page again to see what has changed.",
  busy: "Wait a moment and try again.",
  "not-found": "It may have been removed, or it is not for you to see.",
  internal: "Give the reference to the administrator; the node's log has the cause under it.",
};

export const time = {
  now: "just now",
  minutes: (n: number) => `${n} min ago`,
  hours: (n: number) => `${n} h ago`,
  days: (n: number) => `${n} d ago`,
  both: (local: string, utc: string) => `${local} local · ${utc}`,
  never: "never",
};

export const marking = {
  unmarked: "UNMARKED",
  unmarkedLong: "UNMARKED · cannot leave",
  unknown: "UNKNOWN MARKING",
  unknownLong: "UNKNOWN MARKING · cannot leave",
  unknownWhy: (what: string) => `This node does not know the marking ${what}, and so nothing may leave under it.`,
  unmarkedWhy: "Nobody has marked this. Unmarked is never “clear”: it stays here until its author marks it.",
  tlp: {
    red: "For the eyes and ears of named persons only",
    "amber+strict": "Recipient's organisation only",
    amber: "Recipient's organisation and its clients, need to know",
    green: "The recipient's community",
    clear: "No limit on disclosure",
  } as Record<string, string>,
  pap: {
    red: "No action that can be noticed",
    amber: "Passive action only",
    green: "Active action permitted",
    clear: "No limit on action",
  } as Record<string, string>,
};
