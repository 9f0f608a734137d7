import type { Reaction } from "./queries";

const always = ["open", "give", "ask", "propose"];

/** deedsOf lists what can be done on a cue, as the node permits. */
export const deedsOf: Record<string, string[]> = {
  inject: ["answer", ...always],
  object: ["sight", ...always],
  incident: always,
  request: ["offer", "decline", ...always],
  offer: ["accept", ...always],
  proposed: ["put", ...always],
  silence: ["break", "join", ...always],
};

/** channelOf names the channel in whose form a deed brings something. */
export const channelOf: Record<string, string> = { give: "intel", ask: "request", propose: "proposal" };

/** needsText are the deeds that say something. */
export const needsText = ["answer", "open", "decline", "break"];

/** examples has one payload for each deed that brings something. */
export const examples: Record<string, unknown> = {
  give: {
    content: {
      type: "bundle",
      id: "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d",
      objects: [
        {
          type: "indicator",
          spec_version: "2.1",
          id: "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
          created: "2026-01-01T00:00:00.000Z",
          modified: "2026-01-01T00:00:00.000Z",
          object_marking_refs: ["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],
          name: "Command and control of the exercise",
          pattern: "[domain-name:value = 'c2.example']",
          pattern_type: "stix",
          valid_from: "2026-01-01T00:00:00Z",
        },
      ],
    },
  },
  ask: { title: "Forensics for two hospitals", text: "Two hospitals cannot admit patients.", people: 3, hours: 12 },
  propose: { text: { en: "The parties inform the public together." }, body: "1.1", minutes: 15 },
};

/** tidy leaves out of a reaction what its cue and its deed do not have. */
export function tidy(r: Reaction): Reaction {
  const { inject, team, text, payload, from, match, after, most, ...rest } = r;
  return {
    ...rest,
    ...(r.on === "inject" && inject && { inject }),
    ...(r.do === "answer" && team && { team }),
    ...(!channelOf[r.do] && text && { text }),
    ...(channelOf[r.do] !== undefined && payload !== undefined && { payload }),
    ...(from && { from }),
    ...(match && { match }),
    ...(after && { after }),
    ...(most && { most }),
  } as Reaction;
}
