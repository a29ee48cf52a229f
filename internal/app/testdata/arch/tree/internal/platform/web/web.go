// Package web is a control: platform that knows a module.
package web

import _ "qipan/internal/project"
