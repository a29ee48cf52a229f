import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import './app/app.css';
import { newRouter } from './app/router';
import { Problem } from './shared/problem';
import { newQueryClient } from './shared/query';

const queries = newQueryClient();
const router = newRouter(queries);

createRoot(document.getElementById('root')!, {
  // A refusal is shown, not logged; anything else is a bug and reaches the console.
  onCaughtError: (error) => {
    if (!(error instanceof Problem)) reportError(error);
  },
}).render(
  <StrictMode>
    <App router={router} queries={queries} />
  </StrictMode>,
);
