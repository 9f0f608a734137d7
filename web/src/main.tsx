import "@mantine/core/styles.layer.css";
import "./theme/page.css";
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ProblemError } from "./base/problem";
import { forget } from "./base/session";
import { makeRouter } from "./router";
import { resolver, theme } from "./theme/mantine";

// A session that the node no longer knows ends here, whichever call finds out.
function ended(thrown: unknown): void {
  if (thrown instanceof ProblemError && thrown.problem.status === 401) forget(client);
}

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: ended }),
  mutationCache: new MutationCache({ onError: (thrown, _vars, _ctx, mutation) => (mutation.meta?.["entry"] ? undefined : ended(thrown)) }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // Only a dead link or a busy node is worth a second try.
      retry: (count, thrown) => count < 3 && thrown instanceof ProblemError && (thrown.problem.status === 0 || thrown.problem.status === 503),
      retryDelay: (count) => Math.min(1000 * 2 ** count, 10_000),
      refetchOnWindowFocus: true,
    },
  },
});

const scheme = localStorageColorSchemeManager({ key: "entente-scheme" });
const router = makeRouter(client);

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={resolver} colorSchemeManager={scheme} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
