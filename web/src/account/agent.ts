const browsers: [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/Firefox\//, "Firefox"],
  [/Chrom(e|ium)\//, "Chromium"],
  [/Safari\//, "Safari"],
];
const systems: [RegExp, string][] = [
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

/** browserOf names a browser by what it says of itself; "" for what is not known. */
export function browserOf(agent: string): string {
  const of = (all: [RegExp, string][]) => all.find(([sign]) => sign.test(agent))?.[1] ?? "";
  return [of(browsers), of(systems)].filter(Boolean).join(", ");
}
