// Package audit is a control: a low module that reaches up.
package audit

import _ "qipan/internal/project"
