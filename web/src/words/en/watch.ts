export const watch = {
  title: "Watch",
  lead: "What needs somebody now, and how this party stands with the others.",
};
