import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import './app/app.css';
import { newRouter } from './app/router';
import { newQueryClient } from './shared/query';

const queries = newQueryClient();
const router = newRouter(queries);

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App router={router} queries={queries} />
  </StrictMode>,
);
