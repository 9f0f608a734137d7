import "./base/trusted";
import "@mantine/core/styles.layer.css";
import "./theme/page.css";
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ProblemError } from "./base/problem";
import { Speaking } from "./base/Language";
import { forget } from "./base/session";
import { makeRouter } from "./router";
import { resolver, theme } from "./theme/mantine";
import { speak } from "./words";
import { recall, words, type Language } from "./words/language";

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

async function start(): Promise<void> {
  let first: Language = recall();
  try {
    speak(await words(first));
  } catch {
    first = "en"; // the language's file did not come; the console still says what it has to say
  }
  createRoot(document.getElementById("root") as HTMLElement).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={resolver} colorSchemeManager={scheme} defaultColorScheme="auto">
        <QueryClientProvider client={client}>
          <Speaking first={first}>
            <RouterProvider router={router} />
          </Speaking>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

void start();
